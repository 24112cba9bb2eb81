namespace CloudmoreAutotask.Cloudmore;

/// <summary>The organizations that rows of a file may belong to.</summary>
/// <param name="Organizations">The organizations that are known.</param>
/// <param name="IsComplete">
/// Whether there are no others: the list came from the API. Otherwise a row that fits none is of an organization of its own, known by its number or name.
/// </param>
public sealed record OrganizationDirectory(IReadOnlyList<Organization> Organizations, bool IsComplete);

/// <summary>The organization of a row.</summary>
/// <param name="Organization">The organization; null when the row fits none, or several.</param>
/// <param name="Field">The field at fault.</param>
/// <param name="Problem">What is wrong with it; null when the row names nobody.</param>
/// <param name="IsUnknown">Whether the row names an organization that is simply not known.</param>
internal sealed record OrganizationMatch(Organization? Organization, string Field = "", string? Problem = null, bool IsUnknown = false);

/// <summary>Finds the organization that a row of a CSV belongs to; the billing report has no organization id.</summary>
/// <remarks>A doubtful match is none: it would bill somebody else.</remarks>
internal sealed class OrganizationMatcher(IReadOnlyList<Organization> organizations)
{
    private readonly ILookup<string, Organization> byNumber = organizations
        .Where(organization => RawField.Clean(organization.CustomerNumber) is not null)
        .ToLookup(organization => organization.CustomerNumber!.Trim(), StringComparer.OrdinalIgnoreCase);

    private readonly ILookup<string, Organization> byName = organizations.ToLookup(organization => organization.Name.Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds the organization by its customer number, then by its exact name.</summary>
    public OrganizationMatch Find(string? number, string? name)
    {
        var numbered = number is null ? [] : byNumber[number].ToList();
        if (numbered.Count == 1)
            return new OrganizationMatch(numbered[0]);
        if (numbered.Count > 1)
        {
            var alsoNamed = numbered.Where(organization => string.Equals(organization.Name.Trim(), name, StringComparison.OrdinalIgnoreCase));
            return Only(alsoNamed, ReportFields.CustomerNumber, number!, numbered.Count);
        }

        if (name is null)
            return new OrganizationMatch(null, ReportFields.OrganizationName, number is null ? null : $"nothing, and no organization has the number {number}", number is not null);
        var named = byName[name].ToList();
        var match = Only(named, ReportFields.OrganizationName, name, named.Count);
        if (match.Organization is not null && number is not null && RawField.Clean(match.Organization.CustomerNumber) is { } other)
            return new OrganizationMatch(null, ReportFields.CustomerNumber, $"{number} (the organization of that name has {other})");
        return match;
    }

    private static OrganizationMatch Only(IEnumerable<Organization> candidates, string field, string value, int count)
    {
        var few = candidates.Take(2).ToList();
        return few.Count == 1 ? new OrganizationMatch(few[0])
            : new OrganizationMatch(null, field, count == 0 ? $"{value} (no organization)" : $"{value} ({count} organizations)", count == 0);
    }
}
