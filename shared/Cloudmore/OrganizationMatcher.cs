namespace CloudmoreAutotask.Cloudmore;

/// <summary>Finds the organization that a row of the CSV belongs to; the CSV has no organization id.</summary>
/// <remarks>A doubtful match is none: it would bill somebody else.</remarks>
internal sealed class OrganizationMatcher(IReadOnlyList<Organization> organizations)
{
    private readonly ILookup<string, Organization> byNumber = organizations
        .Where(organization => RawField.Clean(organization.CustomerNumber) is not null)
        .ToLookup(organization => organization.CustomerNumber!.Trim(), StringComparer.OrdinalIgnoreCase);

    private readonly ILookup<string, Organization> byName = organizations.ToLookup(organization => organization.Name.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds the organization by its customer number, then by its exact name.</summary>
    /// <returns>The organization; or the field at fault with what is wrong, null when the row names nobody.</returns>
    public (Organization? Organization, string Field, string? Problem) Find(string? number, string? name)
    {
        var numbered = number is null ? [] : byNumber[number].ToList();
        if (numbered.Count == 1)
            return (numbered[0], "", null);
        if (numbered.Count > 1)
        {
            var alsoNamed = numbered.Where(organization => string.Equals(organization.Name.Trim(), name, StringComparison.OrdinalIgnoreCase));
            return Only(alsoNamed, ReportFields.CustomerNumber, number!, numbered.Count);
        }

        if (name is null)
            return (null, ReportFields.OrganizationName, number is null ? null : $"nothing, and no organization has the number {number}");
        var named = byName[name].ToList();
        var (organization, field, problem) = Only(named, ReportFields.OrganizationName, name, named.Count);
        if (organization is not null && number is not null && RawField.Clean(organization.CustomerNumber) is { } other)
            return (null, ReportFields.CustomerNumber, $"{number} (the organization of that name has {other})");
        return (organization, field, problem);
    }

    private static (Organization? Organization, string Field, string? Problem) Only(IEnumerable<Organization> candidates, string field, string value, int count)
    {
        var few = candidates.Take(2).ToList();
        return few.Count == 1 ? (few[0], "", null)
            : (null, field, count == 0 ? $"{value} (no organization)" : $"{value} ({count} organizations)");
    }
}
