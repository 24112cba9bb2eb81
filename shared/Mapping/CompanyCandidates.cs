using CloudmoreAutotask.Autotask.Entities;
using FuzzySharp;

namespace CloudmoreAutotask.Mapping;

/// <summary>A company that an unmapped organization may be.</summary>
/// <param name="CompanyId">Its id in Autotask.</param>
/// <param name="CompanyName">Its name.</param>
/// <param name="Reason">What speaks for it, such as <c>same number</c>.</param>
public sealed record CompanyCandidate(long CompanyId, string CompanyName, string Reason)
{
    /// <inheritdoc />
    public override string ToString() => $"{CompanyId} '{CompanyName}' ({Reason})";
}

/// <summary>
/// Companies that an unmapped organization may be, for a person to choose from: by number, then by tax id, then by exact and near name (export rules, "Which
/// company"). They are never applied by themselves.
/// </summary>
internal sealed class CompanyCandidates
{
    // Of 100; below this two names share little more than a word.
    private const int Near = 82;
    private const int Most = 3;

    private readonly ILookup<string, Company> byNumber;
    private readonly ILookup<string, Company> byTaxId;
    private readonly ILookup<string, Company> byName;
    private readonly IReadOnlyList<(string Words, Company Company)> all;

    /// <summary>Prepares the companies to choose from.</summary>
    public CompanyCandidates(IReadOnlyCollection<Company> companies)
    {
        byNumber = companies.Where(company => !string.IsNullOrWhiteSpace(company.CompanyNumber)).ToLookup(company => company.CompanyNumber!.Trim(), StringComparer.OrdinalIgnoreCase);
        byTaxId = companies.Where(company => TaxIds.Plain(company.TaxId) is not null).ToLookup(company => TaxIds.Plain(company.TaxId)!, StringComparer.Ordinal);
        byName = companies.ToLookup(company => company.CompanyName.Trim(), StringComparer.OrdinalIgnoreCase);
        all = [.. companies.Select(company => (CompanyName.Words(company.CompanyName), company))];
    }

    /// <summary>The best candidates, the best first; empty when there are none.</summary>
    /// <param name="customerNumber">The broker's own number for the organization.</param>
    /// <param name="name">The organization's name.</param>
    /// <param name="possibleTaxIds">Values that may be its tax id, parted by spaces.</param>
    public IReadOnlyList<CompanyCandidate> Find(string? customerNumber, string name, string? possibleTaxIds)
    {
        var sameNumber = string.IsNullOrWhiteSpace(customerNumber) ? [] : byNumber[customerNumber.Trim()];
        var sameTaxId = (possibleTaxIds ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(id => byTaxId[id]);
        return
        [
            .. Because("same number", sameNumber).Concat(Because("same tax id", sameTaxId)).Concat(Because("same name", byName[name.Trim()])).Concat(Because("similar name", SimilarTo(name)))
                .DistinctBy(candidate => candidate.CompanyId)
                .Take(Most),
        ];
    }

    /// <summary>The candidates as a sentence; empty when there are none.</summary>
    public string Describe(string? customerNumber, string name, string? possibleTaxIds)
    {
        var found = Find(customerNumber, name, possibleTaxIds);
        return found.Count == 0 ? "" : $" It may be company {string.Join(", or ", found)}.";
    }

    private IEnumerable<Company> SimilarTo(string name)
    {
        var words = CompanyName.Words(name);
        return all.Where(entry => CouldBeNear(entry.Words, words))
            .Select(entry => (entry.Company, Score: Fuzz.Ratio(entry.Words, words)))
            .Where(entry => entry.Score >= Near)
            .OrderByDescending(entry => entry.Score).ThenBy(entry => entry.Company.Id)
            .Select(entry => entry.Company);
    }

    // The score is at most twice the shorter length by both lengths.
    private static bool CouldBeNear(string one, string other) => one.Length > 0 && other.Length > 0 && 200 * Math.Min(one.Length, other.Length) >= Near * (one.Length + other.Length);

    private static IEnumerable<CompanyCandidate> Because(string reason, IEnumerable<Company> companies) =>
        companies.Select(company => new CompanyCandidate(company.Id, company.CompanyName, reason));
}
