using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Mapping;

/// <summary>
/// The companies of organizations, as a person sees and sets them (export rules, "Which company"). A person's value wins over the property in Cloudmore;
/// bills that waited for it go on with the next detection.
/// </summary>
public sealed class CompanyMappings
{
    private readonly ExportTables tables;
    private readonly KnownOrganizations organizations;
    private readonly CompanyRefresh refresh;
    private readonly AutotaskClient autotask;
    private readonly IOptions<CloudmoreOptions> options;
    private readonly ProductClock clock;

    internal CompanyMappings(ExportTables tables, KnownOrganizations organizations, CompanyRefresh refresh, AutotaskClient autotask, IOptions<CloudmoreOptions> options, ProductClock clock)
    {
        (this.tables, this.organizations, this.refresh) = (tables, organizations, refresh);
        (this.autotask, this.options, this.clock) = (autotask, options, clock);
    }

    /// <summary>The mappings as they are kept, by name; an organization whose bill was never due has none yet.</summary>
    public async Task<IReadOnlyList<CompanyMapping>> ListAsync(CancellationToken cancellation)
    {
        var all = await tables.Companies.ListAsync(ExportTables.Only, cancellation);
        var current = all.Where(mapping => !mapping.Billed.IsNameless && (!mapping.Billed.IsStandIn || !all.Any(other => StandIns.IsSame(mapping, other))));
        return [.. current.OrderBy(mapping => mapping.OrganizationName, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The mapping of an organization; null when none is kept.</summary>
    public Task<CompanyMapping?> FindAsync(string organizationId, CancellationToken cancellation) =>
        tables.Companies.FindAsync(ExportTables.Only, TableKey.Of(organizationId), cancellation);

    /// <summary>Companies that the organizations without one may be, by organization id; only organizations with candidates.</summary>
    /// <exception cref="MustFixException">Autotask refuses the read.</exception>
    /// <exception cref="TryLaterException">Autotask does not answer.</exception>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<CompanyCandidate>>> CandidatesAsync(CancellationToken cancellation) =>
        await CandidatesAsync(await ListAsync(cancellation), cancellation);

    /// <summary>Sets the company of an organization.</summary>
    /// <param name="organizationId">The organization, as it stands in <see cref="ListAsync"/>.</param>
    /// <param name="companyId">The company's id in Autotask.</param>
    /// <param name="who">Who sets it.</param>
    /// <param name="cancellation">Ends the saving.</param>
    /// <exception cref="MustFixException">The organization is not known, the company cannot be billed, or Autotask refuses the read.</exception>
    /// <exception cref="TryLaterException">Autotask does not answer.</exception>
    public async Task SetAsync(string organizationId, long companyId, string who, CancellationToken cancellation)
    {
        var known = await GetAsync(organizationId, cancellation);
        var found = await autotask.QueryInAsync<Company, long>("id", [companyId], [], cancellation);
        if (CompanyProblems.Of(companyId, found.SingleOrDefault()) is { } problem)
            throw new MustFixException(problem);
        await SaveAsync(known, companyId, who, cancellation);
    }

    /// <summary>Takes a person's value away; the property in Cloudmore counts again from the next detection on.</summary>
    /// <exception cref="MustFixException">The organization is not known, or no person's value is set for it.</exception>
    public async Task RemoveAsync(string organizationId, string who, CancellationToken cancellation)
    {
        var known = await GetAsync(organizationId, cancellation);
        if (known.Source != MappingSource.Operator)
        {
            throw new MustFixException(
                $"The company of '{known.OrganizationName}' was not set by a person. It comes from the custom property {options.Value.CompanyIdProperty} in Cloudmore; change it there.");
        }

        await SaveAsync(known, companyId: null, who, cancellation);
    }

    /// <summary>Writes all mappings as CSV, with candidates where there is no company. With an account in Cloudmore every organization is read anew before.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>How many organizations were written, and how many of them have no company.</returns>
    /// <exception cref="MustFixException">Cloudmore or Autotask refuses a read.</exception>
    /// <exception cref="TryLaterException">Cloudmore or Autotask does not answer.</exception>
    public async Task<(int All, int Unmapped)> ExportAsync(Stream stream, CancellationToken cancellation)
    {
        var known = (await organizations.ReadAsync(cancellation)).Organizations;
        await RefreshAsync(known, cancellation);
        var ids = known.Select(organization => organization.Id).ToHashSet(StringComparer.Ordinal);
        var mappings = (await ListAsync(cancellation)).Where(mapping => ids.Contains(mapping.OrganizationId)).ToList();
        var candidates = await CandidatesAsync(mappings, cancellation);
        var mapped = mappings.Select(mapping => mapping.CompanyId).OfType<long>().Distinct().ToList();
        var companies = (await autotask.QueryInAsync<Company, long>("id", mapped, [], cancellation)).ToDictionary(company => company.Id);
        MappingFile.Write(stream, mappings.Select(mapping => Described(mapping, companies, candidates)));
        return (mappings.Count, mappings.Count(mapping => mapping.CompanyId is null));
    }

    /// <summary>What a mapping file would change; nothing of it is saved. The property of organizations that are not known yet is read before.</summary>
    /// <param name="file">The CSV; it can be read twice and stays open.</param>
    /// <param name="name">What the file is called in messages.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="MustFixException">The file cannot be read at all, or Cloudmore or Autotask refuses a read.</exception>
    /// <exception cref="TryLaterException">Cloudmore or Autotask does not answer.</exception>
    public async Task<MappingPreview> PreviewAsync(Stream file, string name, CancellationToken cancellation)
    {
        var rows = await MappingFile.ReadAsync(file, name, cancellation);
        var directory = await organizations.ReadAsync(cancellation);
        var known = (await ListAsync(cancellation)).Select(mapping => mapping.OrganizationId).ToHashSet(StringComparer.Ordinal);
        await RefreshAsync(directory.Organizations.Where(organization => !known.Contains(organization.Id)), cancellation);
        return await new MappingReading(directory, await ListAsync(cancellation)).ReadAsync(rows, autotask, cancellation);
    }

    /// <summary>Saves what a mapping file changes, all of it or, when a row cannot be used, nothing.</summary>
    /// <returns>What was changed, or the faults.</returns>
    /// <inheritdoc cref="PreviewAsync" path="/exception" />
    public async Task<MappingPreview> ImportAsync(Stream file, string name, string who, CancellationToken cancellation)
    {
        var preview = await PreviewAsync(file, name, cancellation);
        if (preview.Faults.Count > 0)
            return preview;
        foreach (var change in preview.Changes)
        {
            var known = await FindAsync(change.OrganizationId, cancellation)
                ?? new CompanyMapping { OrganizationId = change.OrganizationId, OrganizationName = change.OrganizationName, CustomerNumber = change.CustomerNumber };
            await SaveAsync(known, change.To, who, cancellation);
        }

        return preview;
    }

    private static (CompanyMapping, string?, IReadOnlyList<CompanyCandidate>) Described(
        CompanyMapping mapping, Dictionary<long, Company> companies, IReadOnlyDictionary<string, IReadOnlyList<CompanyCandidate>> candidates)
    {
        if (mapping.CompanyId is not { } id)
            return (mapping, null, candidates.TryGetValue(mapping.OrganizationId, out var found) ? found : []);
        var company = companies.GetValueOrDefault(id);
        return (mapping with { Problem = CompanyProblems.Of(id, company) }, company?.CompanyName, []);
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<CompanyCandidate>>> CandidatesAsync(IReadOnlyList<CompanyMapping> mappings, CancellationToken cancellation)
    {
        var unmapped = mappings.Where(mapping => mapping.CompanyId is null).ToList();
        if (unmapped.Count == 0)
            return new Dictionary<string, IReadOnlyList<CompanyCandidate>>(StringComparer.Ordinal);
        var customers = new CompanyCandidates(await autotask.QueryAsync<Company>([Filter.Equal("companyType", CompanyProblems.Customer), Filter.Equal("isActive", true)], cancellation));
        return unmapped.Select(mapping => (mapping.OrganizationId, Found: customers.Find(mapping.CustomerNumber, mapping.OrganizationName, mapping.PossibleTaxIds)))
            .Where(entry => entry.Found.Count > 0)
            .ToDictionary(entry => entry.OrganizationId, entry => entry.Found, StringComparer.Ordinal);
    }

    private Task RefreshAsync(IEnumerable<Organization> read, CancellationToken cancellation) =>
        refresh.RefreshAsync([.. read.Select(organization => new BilledOrganization(organization.Id, organization.Name, organization.CustomerNumber, CurrencyCode: null))], cancellation);

    private async Task<CompanyMapping> GetAsync(string organizationId, CancellationToken cancellation) =>
        await FindAsync(organizationId, cancellation) ?? throw new MustFixException($"No organization '{organizationId}' is known.");

    private async Task SaveAsync(CompanyMapping known, long? companyId, string who, CancellationToken cancellation)
    {
        var mapping = known with
        {
            CompanyId = companyId,
            Source = companyId is null ? MappingSource.Property : MappingSource.Operator,
            SetBy = companyId is null ? null : who,
            Problem = companyId is null ? $"{who} took the company away; the organization's {options.Value.CompanyIdProperty} in Cloudmore counts again." : null,
            ConfirmedAt = clock.Now,
        };
        await tables.Companies.SaveAsync(ExportTables.Only, TableKey.Of(mapping.OrganizationId), mapping, cancellation);
        foreach (var former in (await tables.Companies.ListAsync(ExportTables.Only, cancellation)).Where(other => StandIns.IsSame(other, mapping)))
            await tables.Companies.RemoveAsync(ExportTables.Only, TableKey.Of(former.OrganizationId), cancellation);
    }
}
