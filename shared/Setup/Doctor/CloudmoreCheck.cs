using System.Runtime.CompilerServices;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>Whether Cloudmore lets the user in, shows organizations and makes reports, and whether its own description knows the report's field names.</summary>
internal sealed class CloudmoreCheck(CloudmoreClient cloudmore, ExportTables tables, IOptions<CloudmoreOptions> options, ProductClock clock)
{
    public const string Name = "Cloudmore";

    // Somebody waits for the answer; an export has Cloudmore:ReportTimeLimit.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async IAsyncEnumerable<Finding> LookAsync(DoctorLook look, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var organizations = await cloudmore.GetOrganizationsAsync(cancellation);
        yield return Finding.Good("Cloudmore sign-in", "Cloudmore accepts the sign-in.");
        yield return organizations.Count > 0
            ? await MappingAsync(organizations, look, cancellation)
            : Finding.Warning("Cloudmore organizations", "Cloudmore shows no active organization, so that nothing would be exported.", "Check Cloudmore:ResellerId, and the rights of the API user.");
        yield return await ReportAsync(look, cancellation);
        yield return await FieldsAsync(cancellation);
    }

    /// <summary>What is kept counts for all organizations; of the others some are looked at, one call each, those first whose bills found no company.</summary>
    private async Task<Finding> MappingAsync(IReadOnlyList<Organization> organizations, DoctorLook look, CancellationToken cancellation)
    {
        const int Looked = 5;
        var kept = await tables.Companies.ListAsync(ExportTables.Only, cancellation);
        foreach (var mapping in kept.Where(mapping => mapping is { Source: MappingSource.Operator, CompanyId: not null }))
            look.Companies[mapping.OrganizationId] = mapping.CompanyId!.Value;
        var unmapped = kept.Where(mapping => mapping.CompanyId is null).Select(mapping => mapping.OrganizationId).ToHashSet(StringComparer.Ordinal);
        var looked = organizations.Where(organization => !look.Companies.ContainsKey(organization.Id)).OrderByDescending(organization => unmapped.Contains(organization.Id)).Take(Looked).ToList();
        var without = new List<string>();
        foreach (var organization in looked)
        {
            var whole = await cloudmore.GetOrganizationAsync(organization.Id, cancellation);
            var value = whole?.CustomProperties.GetValueOrDefault(options.Value.CompanyIdProperty)?.Trim();
            if (value is not null && ReferenceText.IdOf(value) is { } id)
                look.Companies[organization.Id] = id;
            else
                without.Add(string.IsNullOrEmpty(value) ? organization.Name : $"{organization.Name}: '{value}' is no company id");
        }

        foreach (var mapping in kept.Where(mapping => mapping.CompanyId is not null && !looked.Exists(organization => organization.Id == mapping.OrganizationId)))
            look.Companies.TryAdd(mapping.OrganizationId, mapping.CompanyId!.Value);
        return Judge(organizations, looked.Count, without);
    }

    private Finding Judge(IReadOnlyList<Organization> organizations, int looked, List<string> without)
    {
        const string Check = "Cloudmore organizations";
        var property = options.Value.CompanyIdProperty;
        var found = $"Cloudmore shows {organizations.Count} active organizations";
        if (looked == 0)
            return Finding.Good(Check, $"{found}; a person has set the company of each.");
        found = $"{found}; of {looked} that were looked at, {Without(without.Count)} company in {property}";
        return without.Count == 0
            ? Finding.Good(Check, $"{found}.")
            : Finding.Warning(Check, $"{found} ({string.Join(", ", without)}).",
                $"Add the custom property {property} to organizations in Cloudmore, and fill in each Autotask company id. Or map them with a file: --mappings-out companies.csv writes one, with candidates. Bills without a company wait.");
    }

    private static string Without(int count) => count switch
    {
        0 => "all have a",
        1 => "1 has no",
        _ => $"{count} have no",
    };

    private async Task<Finding> ReportAsync(DoctorLook look, CancellationToken cancellation)
    {
        const string Check = "Cloudmore report";
        var today = clock.Today;
        var from = BillMonth.Of(today).AddMonths(-1).FirstDay;
        var report = new BilledReport();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            await foreach (var organization in cloudmore.ReadAsync(from, today, patience.Token))
                report.Add(organization);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Finding.Warning(Check, $"Cloudmore takes the request for the billing report; it was not there whole within {Patience.TotalMinutes:0} minutes, so that services and currencies were not compared with it.",
                "Nothing, as long as exports read bills; they wait up to Cloudmore:ReportTimeLimit.");
        }

        look.Report = report;
        var found = $"Cloudmore makes the billing report; it has {report.Lines} lines since {from:yyyy-MM-dd}";
        return report.Faults == 0
            ? Finding.Good(Check, $"{found}.")
            : Finding.Warning(Check, $"{found}, and {report.Faults} faults. {report.FirstFault}",
                "The bills with faults would be held. Correct them in Cloudmore, or where a field has another name now, set Cloudmore:FieldAliases.");
    }

    private async Task<Finding> FieldsAsync(CancellationToken cancellation)
    {
        const string Check = "Cloudmore field names";
        if (await cloudmore.GetDescribedNamesAsync(cancellation) is not { Count: > 0 } described)
            return Finding.Warning(Check, "Cloudmore's description of its API (/swagger/v1/swagger.json) cannot be read, so the report's field names were not compared.",
                "Nothing, as long as bills are read; a line that lacks a field is named then.");
        var names = FieldNames.From(options.Value);
        var missing = ReportFields.OfLine.Concat(ReportFields.OfOrganization).Where(field => !names.Of(field).Any(described.Contains)).ToList();
        return missing.Count == 0
            ? Finding.Good(Check, "Cloudmore's description of its API has all field names of the report.")
            : Finding.Warning(Check, $"Cloudmore's description of its API does not have: {string.Join(", ", missing)}.",
                $"Find their present names there, and set them, such as Cloudmore:FieldAliases:{missing[0]}.");
    }
}
