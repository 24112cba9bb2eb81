using CloudmoreAutotask.Billing;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Finds the organizations of a whole file.</summary>
internal sealed class RowOwners
{
    private readonly OrganizationDirectory directory;
    private readonly OrganizationMatcher matcher;
    private readonly List<(string? Number, string? Name)> unknown;
    private readonly Dictionary<(string? Number, string? Name), OrganizationMatch> found = [];

    /// <summary>Prepares for a file.</summary>
    /// <param name="directory">The organizations that are known.</param>
    /// <param name="rows">Customer number and name of every row.</param>
    public RowOwners(OrganizationDirectory directory, IEnumerable<(string? Number, string? Name)> rows)
    {
        (this.directory, matcher) = (directory, new OrganizationMatcher(directory.Organizations));
        unknown = directory.IsComplete
            ? []
            : [.. rows.Select(row => (row.Number?.ToLowerInvariant(), row.Name?.ToLowerInvariant())).Distinct().Where(row => matcher.Find(row.Item1, row.Item2).IsUnknown)];
    }

    /// <summary>The organization of a row.</summary>
    public OrganizationMatch Find(string? number, string? name)
    {
        if (!found.TryGetValue((number, name), out var match))
            found.Add((number, name), match = Match(number, name));
        return match;
    }

    private OrganizationMatch Match(string? number, string? name)
    {
        var match = matcher.Find(number, name);
        if (!match.IsUnknown || directory.IsComplete)
            return match;
        return Other(number?.ToLowerInvariant(), name?.ToLowerInvariant()) is { } other
            ? new OrganizationMatch(null, number is null ? ReportFields.OrganizationName : ReportFields.CustomerNumber, $"{number ?? name} ({other})")
            : new OrganizationMatch(new Organization(BilledOrganization.StandInId(number, name), name ?? number!, number));
    }

    /// <summary>Why rows of the file that name no known organization cannot be told apart; null when they can.</summary>
    private string? Other(string? number, string? name)
    {
        foreach (var row in unknown)
        {
            if (number is not null && row.Number == number && row.Name != name)
                return $"also the number of '{row.Name}'";
            if (name is not null && row.Name == name && (row.Number is null) != (number is null))
                return number is null ? $"also there with the number {row.Number}" : "also there without a number";
        }

        return null;
    }
}
