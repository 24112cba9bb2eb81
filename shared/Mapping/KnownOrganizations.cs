using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Mapping;

/// <summary>The organizations that a row of a file may belong to: the broker's own in Cloudmore where there is a key, and those of the mappings and of recorded bills.</summary>
public sealed class KnownOrganizations(CloudmoreClient cloudmore, ExportTables tables, IOptions<CloudmoreOptions> options)
{
    /// <summary>Reads them. Cloudmore lists active organizations only; one that was billed before is known as well.</summary>
    /// <exception cref="MustFixException">Cloudmore refuses the call.</exception>
    /// <exception cref="TryLaterException">Cloudmore does not answer.</exception>
    public async Task<OrganizationDirectory> ReadAsync(CancellationToken cancellation)
    {
        var listed = options.Value.HasKey ? await cloudmore.GetOrganizationsAsync(cancellation) : [];
        var mapped = (await tables.Companies.ListAsync(ExportTables.Only, cancellation)).Select(mapping => mapping.Billed);
        var billed = (await tables.Bills.ListAllAsync(cancellation)).OrderByDescending(row => row.Month).Select(row => row.Organization);
        var kept = mapped.Concat(billed).Where(organization => !organization.IsNameless)
            .Select(organization => new Organization(organization.Id, organization.Name, organization.CustomerNumber));
        var all = listed.Concat(kept).DistinctBy(organization => organization.Id, StringComparer.OrdinalIgnoreCase).ToList();
        var current = all.Where(organization => !BilledOrganization.IsStandInId(organization.Id) || !all.Exists(other => StandIns.IsSame(organization, other)));
        return options.Value.HasKey
            ? new OrganizationDirectory([.. current.Where(organization => !BilledOrganization.IsStandInId(organization.Id))], IsComplete: true)
            : new OrganizationDirectory([.. current], IsComplete: false);
    }
}
