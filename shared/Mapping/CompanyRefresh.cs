using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Mapping;

/// <summary>
/// Takes the Autotask company of organizations over from their custom property in Cloudmore (export rules, "Which company"). Without an account in Cloudmore
/// what is known stays.
/// </summary>
internal sealed class CompanyRefresh(CloudmoreClient cloudmore, ExportTables tables, IOptions<CloudmoreOptions> options, ProductClock clock)
{
    // What one broker's organizations are read with at once; Cloudmore names no limit.
    private const int Parallel = 4;

    /// <summary>Reads the property of each organization and saves what it says; a person's value stays.</summary>
    public async Task RefreshAsync(IReadOnlyCollection<BilledOrganization> organizations, CancellationToken cancellation)
    {
        var known = (await tables.Companies.ListAsync(ExportTables.Only, cancellation)).ToDictionary(mapping => mapping.OrganizationId, StringComparer.Ordinal);
        var setForStandIns = known.Values.Where(mapping => mapping.Source == MappingSource.Operator && BilledOrganization.IsStandInId(mapping.OrganizationId)).ToList();
        var read = new CompanyMapping[organizations.Count];
        await System.Threading.Tasks.Parallel.ForEachAsync(
            organizations.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (entry, token) => read[entry.Index] = SetByPerson(entry.Item, known, setForStandIns) ?? await ReadAsync(entry.Item, known.GetValueOrDefault(entry.Item.Id), token));
        var changed = read.Where(mapping => !IsSame(known.GetValueOrDefault(mapping.OrganizationId), mapping));
        await tables.Companies.SaveAllAsync(ExportTables.Only, changed.Select(mapping => (TableKey.Of(mapping.OrganizationId), mapping)), cancellation);
    }

    /// <summary>A person's value, under the organization's present name and number; one that was set before Cloudmore's id was known counts as well.</summary>
    private static CompanyMapping? SetByPerson(BilledOrganization billed, Dictionary<string, CompanyMapping> known, List<CompanyMapping> setForStandIns)
    {
        var set = known.GetValueOrDefault(billed.Id);
        if (set?.Source != MappingSource.Operator)
        {
            var standIns = setForStandIns.Where(mapping => StandIns.IsSame(mapping.Billed, billed)).Take(2).ToList();
            set = standIns is [var only] ? only : null;
        }

        return set is null ? null : set with { OrganizationId = billed.Id, OrganizationName = billed.Name, CustomerNumber = billed.CustomerNumber ?? set.CustomerNumber };
    }

    private async Task<CompanyMapping> ReadAsync(BilledOrganization billed, CompanyMapping? known, CancellationToken cancellation)
    {
        var property = options.Value.CompanyIdProperty;
        var mapping = new CompanyMapping
        {
            OrganizationId = billed.Id,
            OrganizationName = billed.Name,
            CustomerNumber = billed.CustomerNumber,
            Source = MappingSource.Property,
            ConfirmedAt = clock.Now,
        };
        if (billed.IsNameless)
            return mapping with { Problem = $"The bill names the organization '{billed.Name}' without an id." };
        if (billed.IsStandIn || !options.Value.HasKey)
            return Unread(mapping, known);
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
        if (value is not null && ReferenceText.IdOf(value) is { } id)
            return mapping with { CompanyId = id };
        return mapping with
        {
            Problem = string.IsNullOrEmpty(value) ? $"The organization has no {property} in Cloudmore." : $"The organization's {property} in Cloudmore is '{value}', which is no company id.",
            PossibleTaxIds = TaxIds.Among(organization.CustomProperties.Values),
        };
    }

    private static CompanyMapping Unread(CompanyMapping mapping, CompanyMapping? known) => mapping with
    {
        CompanyId = known?.CompanyId,
        Problem = known?.CompanyId is null ? "The organization has no company in the mapping file." : null,
        PossibleTaxIds = known?.PossibleTaxIds,
    };

    private static bool IsSame(CompanyMapping? one, CompanyMapping other) => one is not null && one with { ConfirmedAt = other.ConfirmedAt } == other;
}
