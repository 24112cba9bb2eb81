using System.ComponentModel.DataAnnotations;

namespace CloudmoreAutotask.Setup;

/// <summary>Refuses an address that credentials may not be sent to: no web address, or one without encryption that leaves the machine.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SafeAddressAttribute : ValidationAttribute
{
    /// <summary>Whether an address on this machine needs encryption too.</summary>
    public bool IsAlwaysEncrypted { get; init; }

    public override bool IsValid(object? value) => value switch
    {
        null => true,
        Uri { IsAbsoluteUri: true } address => address.Scheme == Uri.UriSchemeHttps || (!IsAlwaysEncrypted && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback),
        _ => false,
    };
}
