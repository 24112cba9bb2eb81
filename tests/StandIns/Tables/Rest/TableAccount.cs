using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Rest;

/// <summary>The Table service of one storage account: its address and the pipeline that signs, retries and sends.</summary>
internal sealed class TableAccount
{
    private readonly HttpPipeline _pipeline;
    private readonly string _address;
    private readonly string _version;

    public TableAccount(Uri endpoint, HttpPipelinePolicy authentication, TableClientOptions options)
    {
        options ??= new();
        _pipeline = HttpPipelineBuilder.Build(
            new HttpPipelineOptions(options) { PerRetryPolicies = { authentication }, RequestFailedDetailsParser = new ErrorDetails() });
        Endpoint = endpoint;
        _address = endpoint.AbsoluteUri.TrimEnd('/') + '/';
        _version = options.VersionString;
    }

    public Uri Endpoint { get; }

    /// <summary>The account's name: the first label of a DNS name, or the first segment of a path at an address or on this machine.</summary>
    public string Name => Uri.CheckHostName(Endpoint.Host) == UriHostNameType.Dns && !Endpoint.IsLoopback
        ? Endpoint.Host.Split('.')[0]
        : Endpoint.Segments.ElementAtOrDefault(1)?.TrimEnd('/');

    public static TableAccount For(string connectionString, TableClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        var settings = ConnectionString.Parse(connectionString);
        return new(settings.Endpoint, new SharedKeyPolicy(settings.Credential), options);
    }

    public static TableAccount For(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        return new(endpoint, new SharedKeyPolicy(credential), options);
    }

    public static TableAccount For(Uri endpoint, TokenCredential credential, TableClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        return new(endpoint, new BearerTokenAuthenticationPolicy(credential, "https://storage.azure.com/.default"), options);
    }

    public Uri TableUri(string table) => new(_address + table);

    /// <summary>Sends one operation; the caller looks at the status.</summary>
    public async ValueTask<Response> SendAsync(TableOperation operation, CancellationToken cancellation)
    {
        using var message = Message(operation);
        await _pipeline.SendAsync(message, cancellation).ConfigureAwait(false);
        return message.Response;
    }

    /// <inheritdoc cref="SendAsync(TableOperation, CancellationToken)" />
    public Response Send(TableOperation operation, CancellationToken cancellation)
    {
        using var message = Message(operation);
        _pipeline.Send(message, cancellation);
        return message.Response;
    }

    /// <summary>Sends operations as one transaction: all or none.</summary>
    /// <exception cref="TableTransactionFailedException">The service refused one of them, and so all.</exception>
    public async Task<Response<IReadOnlyList<Response>>> SendAsync(IEnumerable<TableOperation> operations, CancellationToken cancellation)
    {
        var (contentType, body) = Transaction.Write(_address, _version, operations);
        using var message = _pipeline.CreateMessage();
        var request = message.Request;
        request.Method = RequestMethod.Post;
        request.Uri.Reset(new Uri(_address + "$batch"));
        request.Headers.Add("x-ms-version", _version);
        request.Headers.Add("DataServiceVersion", "3.0");
        request.Headers.Add("Accept", "application/json");
        request.Headers.Add("Content-Type", contentType);
        request.Content = RequestContent.Create(body);
        await _pipeline.SendAsync(message, cancellation).ConfigureAwait(false);
        if (message.Response.Status != 202)
            throw new RequestFailedException(message.Response);

        var responses = Transaction.Read(message.Response);
        if (responses.FirstOrDefault(one => one.Status >= 400) is { } refused)
            throw new TableTransactionFailedException(new RequestFailedException(refused, null, new ErrorDetails()));
        return Response.FromValue(responses, message.Response);
    }

    private HttpMessage Message(TableOperation operation)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = operation.Method;
        message.Request.Uri.Reset(new Uri(_address + operation.Path));
        message.Request.Headers.Add("x-ms-version", _version);
        foreach (var (name, value) in operation.Headers)
            message.Request.Headers.Add(name, value);
        if (operation.Body is { } body)
            message.Request.Content = RequestContent.Create(body);
        return message;
    }
}
