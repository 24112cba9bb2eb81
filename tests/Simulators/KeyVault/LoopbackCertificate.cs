using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CloudmoreAutotask.Simulators.KeyVault;

/// <summary>A self-made certificate for servers on 127.0.0.1 that go by a public name, and the one client that trusts it: no other client's trust changes.</summary>
public sealed class LoopbackCertificate : IDisposable
{
    private readonly X509Certificate2 certificate;

    /// <summary>Makes a certificate for the names and for 127.0.0.1.</summary>
    public LoopbackCertificate(params IReadOnlyList<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddIpAddress(IPAddress.Loopback);
        foreach (var name in names)
            alternatives.AddDnsName(name);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>The certificate with its private key.</summary>
    public X509Certificate2 Certificate => certificate;

    /// <summary>The certificate as PEM.</summary>
    public string CertificatePem => certificate.ExportCertificatePem();

    /// <summary>The private key as PEM (PKCS #8).</summary>
    public string KeyPem
    {
        get
        {
            using var key = certificate.GetECDsaPrivateKey()!;
            return key.ExportPkcs8PrivateKeyPem();
        }
    }

    /// <summary>A client's handler that trusts this certificate alone.</summary>
    /// <param name="port">The port on 127.0.0.1 where a host is found; null to leave a connection as it is.</param>
    public SocketsHttpHandler CreateHandler(Func<string, int?> port)
    {
        var thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, shown, _, errors) =>
                    (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && shown?.GetCertHashString(HashAlgorithmName.SHA256) == thumbprint,
            },
        };
        handler.ConnectCallback = (context, cancellation) =>
            ConnectAsync(port(context.DnsEndPoint.Host) is { } own ? new IPEndPoint(IPAddress.Loopback, own) : context.DnsEndPoint, cancellation);
        return handler;
    }

    /// <inheritdoc />
    public void Dispose() => certificate.Dispose();

    private static async ValueTask<Stream> ConnectAsync(EndPoint where, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(where, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
