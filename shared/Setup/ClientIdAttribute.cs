using System.ComponentModel.DataAnnotations;

namespace CloudmoreAutotask.Setup;

/// <summary>Refuses what is no client id of an identity: they are GUIDs.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ClientIdAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is null || (value is string text && Guid.TryParse(text, out _));
}
