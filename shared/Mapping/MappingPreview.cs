namespace CloudmoreAutotask.Mapping;

/// <summary>What a mapping file would change.</summary>
/// <param name="Changes">The changes, in the file's order.</param>
/// <param name="Unchanged">How many rows say what is known already, or say nothing.</param>
/// <param name="Faults">The rows that cannot be used; while there is one, nothing is saved.</param>
public sealed record MappingPreview(IReadOnlyList<MappingChange> Changes, int Unchanged, IReadOnlyList<MappingFault> Faults);

/// <summary>A change of an organization's company.</summary>
/// <param name="Line">The line of the file.</param>
/// <param name="OrganizationId">The organization.</param>
/// <param name="OrganizationName">Its name.</param>
/// <param name="CustomerNumber">The broker's own number for it.</param>
/// <param name="From">The company so far; null when there was none.</param>
/// <param name="To">The new company; null when a person's value is taken away and the property in Cloudmore counts again.</param>
/// <param name="CompanyName">The new company's name.</param>
public sealed record MappingChange(long Line, string OrganizationId, string OrganizationName, string? CustomerNumber, long? From, long? To, string? CompanyName);

/// <summary>A cell of a mapping file that cannot be used.</summary>
/// <param name="Line">The line of the file.</param>
/// <param name="Column">The column's heading.</param>
/// <param name="Problem">What is wrong.</param>
public sealed record MappingFault(long Line, string Column, string Problem)
{
    /// <inheritdoc />
    public override string ToString() => $"line {Line}, {Column}: {Problem}";
}
