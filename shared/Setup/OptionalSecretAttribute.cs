namespace CloudmoreAutotask.Setup;

/// <summary>Marks a secret without which an export runs.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OptionalSecretAttribute : Attribute;
