using System.Runtime.CompilerServices;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Mapping;

namespace CloudmoreAutotask.Setup;

/// <summary>Whether the companies that organizations are mapped to can be billed, and in the currency of their bills (export rules, "Which company", "Aggregation").</summary>
internal sealed class CompaniesCheck(AutotaskClient autotask)
{
    private const string CompaniesName = "Autotask companies";
    private const string CurrenciesName = "Autotask currencies";
    private const int Shown = 5;

    public async IAsyncEnumerable<Finding> LookAsync(DoctorLook look, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var companies = new Dictionary<long, Company>();
        yield return await AutotaskCheck.Guarded(CompaniesName, token => CompaniesAsync(look, companies, token), cancellation);
        yield return await AutotaskCheck.Guarded(CurrenciesName, token => CurrenciesAsync(look, companies, token), cancellation);
    }

    private async Task<Finding> CompaniesAsync(DoctorLook look, Dictionary<long, Company> companies, CancellationToken cancellation)
    {
        var ids = look.Companies.Values.Distinct().ToList();
        if (ids.Count == 0)
            return Finding.Good(CompaniesName, "No organization is mapped to a company yet, so none was looked at.");
        foreach (var company in await autotask.QueryInAsync<Company, long>("id", ids, [], cancellation))
            companies[company.Id] = company;
        var problems = ids.Select(id => CompanyProblems.Of(id, companies.GetValueOrDefault(id))).OfType<string>().ToList();
        return problems.Count == 0
            ? Finding.Good(CompaniesName, $"{ids.Count} companies that organizations are mapped to were looked at; they can be billed.")
            : Finding.Warning(CompaniesName, $"{problems.Count} of {ids.Count} companies that organizations are mapped to cannot be billed. {Listed(problems, " ")}",
                "Correct the company id in Cloudmore or in the mapping file, or the company in Autotask. Bills for them wait.");
    }

    private async Task<Finding> CurrenciesAsync(DoctorLook look, Dictionary<long, Company> companies, CancellationToken cancellation)
    {
        var currencies = (await autotask.QueryAsync<Currency>([Filter.AtLeast("id", 0L)], cancellation)).ToDictionary(currency => currency.Id, currency => currency.Name);
        var names = currencies.Values.Order(StringComparer.Ordinal).ToList();
        var tenant = names.Count == 0 ? "Autotask names no currency: the tenant has one only" : $"The tenant has {string.Join(", ", names)}";
        if (look.Report is not { Lines: > 0 } report)
            return Finding.Good(CurrenciesName, $"{tenant}. There was no bill to compare with.");
        var billed = string.Join(", ", report.Currencies);
        if (names.Count == 0)
        {
            return report.Currencies.Count == 1
                ? Finding.Good(CurrenciesName, $"{tenant}, and the bills have one ({billed}).")
                : Finding.Warning(CurrenciesName, $"{tenant}, but the bills are in {billed}; Autotask would take all amounts as its own currency.",
                    "Let Cloudmore bill in the currency of your Autotask only, or map organizations with another currency to no company.");
        }

        var foreign = report.Currencies.Where(currency => !names.Contains(currency, StringComparer.OrdinalIgnoreCase)).ToList();
        if (foreign.Count > 0)
        {
            var found = $"{tenant}; the bills are in {billed}. Bills in {string.Join(", ", foreign)} would be held.";
            const string ToDo = "Bill in a currency of your Autotask in Cloudmore, or add the currency in Autotask and give it to the companies.";
            return foreign.Count == report.Currencies.Count ? Finding.Bad(CurrenciesName, found, ToDo) : Finding.Warning(CurrenciesName, found, ToDo);
        }

        var other = Differing(look, report, companies, currencies).ToList();
        return other.Count == 0
            ? Finding.Good(CurrenciesName, $"{tenant}; the bills are in {billed}, which no company that was looked at contradicts.")
            : Finding.Warning(CurrenciesName, $"{tenant}; {other.Count} organizations are billed in another currency than their company and would be held: {Listed(other, ", ")}.",
                "Bill it in the company's currency in Cloudmore.");
    }

    private static IEnumerable<string> Differing(DoctorLook look, BilledReport report, Dictionary<long, Company> companies, Dictionary<long, string> currencies)
    {
        foreach (var (id, organization) in report.Organizations)
        {
            if (!look.Companies.TryGetValue(id, out var companyId) || companies.GetValueOrDefault(companyId)?.CurrencyId is not { } currencyId
                || currencies.GetValueOrDefault(currencyId) is not { } own)
                continue;
            var other = organization.Currencies.Where(currency => !string.Equals(currency, own, StringComparison.OrdinalIgnoreCase)).ToList();
            if (other.Count > 0)
                yield return $"{organization.Name} ({string.Join(", ", other)}, company {companyId} {own})";
        }
    }

    private static string Listed(List<string> all, string between) =>
        string.Join(between, all.Take(Shown)) + (all.Count > Shown ? $"{between}and {all.Count - Shown} more" : "");
}
