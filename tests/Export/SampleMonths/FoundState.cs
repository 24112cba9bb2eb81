using System.Globalization;
using System.Text.RegularExpressions;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Samples;

namespace CloudmoreAutotask.Tests.Export.SampleMonths;

/// <summary>What a run left in Autotask and in the ledger, as rows of named fields. Ids that Autotask gives are left out: they follow the order of the calls.</summary>
internal sealed partial class FoundState(SampleBroker broker, SampleTenant sample)
{
    private static readonly DateOnly FirstShown = new(2026, 10, 1);
    private static readonly DateOnly LastShown = new(2026, 12, 31);

    private readonly Dictionary<long, string> _companies = sample.CompanyIds.ToDictionary(company => company.Value, company => company.Key);

    private AutotaskTenant Tenant => sample.Tenant;

    public IEnumerable<IReadOnlyDictionary<string, string>> Contracts() => Tenant.AllContracts.Select(contract => Row(
        ("company", _companies[contract.CompanyId]),
        ("number", contract.Number),
        ("subscription", contract.SubscriptionId),
        ("name", contract.Name),
        ("start", contract.Start),
        ("end", contract.End),
        ("periodType", contract.PeriodType),
        ("status", contract.Status)));

    /// <summary>The unit rows that start in the two months and the one after.</summary>
    public IEnumerable<IReadOnlyDictionary<string, string>> Units() =>
        from contract in Tenant.AllContracts
        from contractService in Tenant.ServicesOf(contract.Id)
        let service = Tenant.AllServices.Single(one => one.Id == contractService.ServiceId)
        from units in Tenant.UnitsOf(contractService.Id)
        where units.Start >= FirstShown && units.Start <= LastShown
        select Row(
            ("subscription", contract.SubscriptionId),
            ("sku", service.Sku),
            ("service", service.Name),
            ("start", units.Start),
            ("lastDay", units.LastDay),
            ("units", units.Units),
            ("price", units.Price),
            ("cost", units.Cost));

    public IEnumerable<IReadOnlyDictionary<string, string>> Charges() =>
        from contract in Tenant.AllContracts
        from charge in Tenant.ChargesOf(contract.Id)
        select Row(
            ("subscription", contract.SubscriptionId),
            ("key", charge.InternalPurchaseOrderNumber),
            ("date", charge.DatePurchased),
            ("quantity", charge.Quantity),
            ("unitPrice", charge.UnitPrice),
            ("amount", charge.Amount),
            ("cost", charge.Cost),
            ("name", charge.Name),
            ("totalQuantity", TotalQuantity().Match(charge.Description ?? "").Groups["quantity"].Value));

    public IEnumerable<IReadOnlyDictionary<string, string>> Outcomes(IEnumerable<SavedOutcome> outcomes) => outcomes.Select(outcome => Row(
        ("month", outcome.Month.ToString()),
        ("company", broker.Organizations.Single(organization => outcome.OrganizationId == organization.Id || outcome.OrganizationId == BilledOrganization.StandInId(organization.CustomerNumber, null)).CompanyNumber),
        ("subscription", outcome.SubscriptionKey),
        ("outcome", outcome.Outcome.ToString()),
        ("billed", outcome.Billed),
        ("exported", outcome.Exported)));

    /// <summary>The whole tenant as it would be kept.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        Tenant.Save(stream);
        return stream.ToArray();
    }

    private static Dictionary<string, string> Row(params IEnumerable<(string Field, object? Value)> fields) =>
        fields.ToDictionary(field => field.Field, field => Text(field.Value), StringComparer.Ordinal);

    private static string Text(object? value) => value switch
    {
        null => "",
        decimal number => number.ToString("0.############", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    [GeneratedRegex(@"[Tt]otal quantity (?<quantity>\d+(\.\d+)?)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TotalQuantity();
}
