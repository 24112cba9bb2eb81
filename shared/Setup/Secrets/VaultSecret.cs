namespace CloudmoreAutotask.Setup;

/// <summary>A secret as the vault holds it.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Version">The version that the value belongs to.</param>
internal sealed record VaultSecret(Secret Value, string Version);
