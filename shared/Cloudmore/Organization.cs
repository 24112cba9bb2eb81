namespace CloudmoreAutotask.Cloudmore;

/// <summary>An organization of the broker. Source: API assumptions, "Cloudmore".</summary>
/// <param name="Id">Cloudmore's organization id.</param>
/// <param name="Name">Its name.</param>
/// <param name="CustomerNumber">The broker's own number for it.</param>
public sealed record Organization(string Id, string Name, string? CustomerNumber)
{
    /// <summary>Its custom properties by name; empty unless the organization was read by itself.</summary>
    public IReadOnlyDictionary<string, string?> CustomProperties { get; init; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
}
