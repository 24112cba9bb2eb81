using System.Globalization;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Mapping;

/// <summary>Takes the Autotask company of organizations over from their custom property in Cloudmore (export rules, "Which company").</summary>
internal sealed class CompanyRefresh(CloudmoreClient cloudmore, ExportTables tables, IOptions<CloudmoreOptions> options, ProductClock clock)
{
    // What one broker's organizations are read with at once; Cloudmore names no limit.
    private const int Parallel = 4;

    /// <summary>Reads the property of each organization and saves what it says; a person's value stays.</summary>
    public async Task RefreshAsync(IReadOnlyCollection<BilledOrganization> organizations, CancellationToken cancellation)
    {
        var known = (await tables.Companies.ListAsync(ExportTables.Only, cancellation)).ToDictionary(mapping => mapping.OrganizationId, StringComparer.Ordinal);
        var read = new CompanyMapping?[organizations.Count];
        await System.Threading.Tasks.Parallel.ForEachAsync(
            organizations.Index().Where(entry => known.GetValueOrDefault(entry.Item.Id)?.Source != MappingSource.Operator),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (entry, token) => read[entry.Index] = await ReadAsync(entry.Item, known.GetValueOrDefault(entry.Item.Id), token));
        var changed = read.OfType<CompanyMapping>().Where(mapping => !IsSame(known.GetValueOrDefault(mapping.OrganizationId), mapping));
        await tables.Companies.SaveAllAsync(ExportTables.Only, changed.Select(mapping => (TableKey.Of(mapping.OrganizationId), mapping)), cancellation);
    }

    private async Task<CompanyMapping> ReadAsync(BilledOrganization billed, CompanyMapping? known, CancellationToken cancellation)
    {
        var property = options.Value.CompanyIdProperty;
        var mapping = new CompanyMapping { OrganizationId = billed.Id, OrganizationName = billed.Name, Source = MappingSource.Property, ConfirmedAt = clock.Now };
        if (billed.IsNameless)
            return mapping with { Problem = $"The bill names the organization '{billed.Name}' without an id." };
        Organization? organization;
        try
        {
            organization = await cloudmore.GetOrganizationAsync(billed.Id, cancellation);
        }
        catch (MustFixException refused) when (!refused.SignInStopped)
        {
            return mapping with { CompanyId = known?.CompanyId, Problem = known?.CompanyId is null ? refused.Message : null };
        }

        if (organization is null)
            return mapping with { Problem = $"Cloudmore does not know the organization {billed.Id} ('{billed.Name}') that it bills." };
        var value = organization.CustomProperties.GetValueOrDefault(property)?.Trim();
        if (string.IsNullOrEmpty(value))
            return mapping with { Problem = $"The organization has no {property} in Cloudmore." };
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? mapping with { CompanyId = id }
            : mapping with { Problem = $"The organization's {property} in Cloudmore is '{value}', which is no company id." };
    }

    private static bool IsSame(CompanyMapping? one, CompanyMapping other) => one is not null && one with { ConfirmedAt = other.ConfirmedAt } == other;
}
