using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using FuzzySharp;

namespace CloudmoreAutotask.Mapping;

/// <summary>Companies that an unmapped organization may be, for a person to choose from: by number, then by exact and near name (export rules, "Which company").</summary>
internal static class CompanyCandidates
{
    // Of 100; below this two names share little more than a legal form.
    private const int Near = 82;
    private const int Most = 3;

    /// <summary>The candidates as a sentence; empty when there are none. They are never applied by themselves.</summary>
    public static string Describe(BilledOrganization organization, IReadOnlyList<Company> companies)
    {
        var found = companies.Select(company => (Company: company, Why: Reason(organization, company, out var rank), Rank: rank))
            .Where(candidate => candidate.Why is not null)
            .OrderByDescending(candidate => candidate.Rank).ThenBy(candidate => candidate.Company.Id)
            .Take(Most)
            .Select(candidate => $"{candidate.Company.Id} '{candidate.Company.CompanyName}' ({candidate.Why})")
            .ToList();
        return found.Count == 0 ? "" : $" It may be company {string.Join(", or ", found)}.";
    }

    private static string? Reason(BilledOrganization organization, Company company, out int rank)
    {
        rank = 0;
        if (!string.IsNullOrWhiteSpace(organization.CustomerNumber) && string.Equals(organization.CustomerNumber.Trim(), company.CompanyNumber?.Trim(), StringComparison.OrdinalIgnoreCase))
            rank = 300;
        else if (string.Equals(organization.Name.Trim(), company.CompanyName.Trim(), StringComparison.OrdinalIgnoreCase))
            rank = 200;
        else
            rank = Fuzz.TokenSortRatio(organization.Name.ToLowerInvariant(), company.CompanyName.ToLowerInvariant());
        return rank switch
        {
            300 => "same number",
            200 => "same name",
            >= Near => "similar name",
            _ => null,
        };
    }
}
