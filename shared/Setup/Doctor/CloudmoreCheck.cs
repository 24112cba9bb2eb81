using System.Runtime.CompilerServices;
using CloudmoreAutotask.Cloudmore;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>Whether Cloudmore lets the user in, shows organizations and makes reports, and whether its own description knows the report's field names.</summary>
internal sealed class CloudmoreCheck(CloudmoreClient cloudmore, IOptions<CloudmoreOptions> options, ProductClock clock)
{
    public const string Name = "Cloudmore";

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var organizations = await cloudmore.GetOrganizationsAsync(cancellation);
        yield return Finding.Good("Cloudmore sign-in", "Cloudmore accepts the sign-in.");
        yield return organizations.Count > 0
            ? await MappingAsync(organizations, cancellation)
            : Finding.Warning("Cloudmore organizations", "Cloudmore shows no active organization.", "Check Cloudmore:ResellerId, and the rights of the API user.");
        yield return await ReportAsync(cancellation);
        yield return await FieldsAsync(cancellation);
    }

    /// <summary>Looks at some organizations only: one call each.</summary>
    private async Task<Finding> MappingAsync(IReadOnlyList<Organization> organizations, CancellationToken cancellation)
    {
        const int Looked = 5;
        var property = options.Value.CompanyIdProperty;
        var without = new List<string>();
        foreach (var organization in organizations.Take(Looked))
        {
            var whole = await cloudmore.GetOrganizationAsync(organization.Id, cancellation);
            if (string.IsNullOrWhiteSpace(whole?.CustomProperties.GetValueOrDefault(property)))
                without.Add(organization.Name);
        }

        var found = $"Cloudmore shows {organizations.Count} active organizations; of the first {Math.Min(Looked, organizations.Count)}, {without.Count} have no {property}";
        return without.Count == 0
            ? Finding.Good("Cloudmore organizations", found + ".")
            : Finding.Warning("Cloudmore organizations", $"{found} ({string.Join(", ", without)}).",
                $"Add the custom property {property} to organizations in Cloudmore, and fill in each Autotask company id; bills without it wait.");
    }

    private async Task<Finding> ReportAsync(CancellationToken cancellation)
    {
        var today = clock.Today;
        var lines = 0;
        await foreach (var organization in cloudmore.ReadAsync(today, today, cancellation))
            lines += organization.Lines.Count;
        return Finding.Good("Cloudmore report", $"Cloudmore makes the billing report; it has {lines} lines of today.");
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
