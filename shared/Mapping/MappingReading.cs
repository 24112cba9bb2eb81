using System.Globalization;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Mapping;

/// <summary>Works out what the rows of a mapping file change. Whatever is doubtful is a fault; nothing is guessed.</summary>
/// <param name="directory">The organizations that are known.</param>
/// <param name="mappings">The mappings as they are.</param>
internal sealed class MappingReading(OrganizationDirectory directory, IReadOnlyList<CompanyMapping> mappings)
{
    private readonly OrganizationMatcher matcher = new(directory.Organizations);
    private readonly Dictionary<string, Organization> byId = directory.Organizations.ToDictionary(organization => organization.Id, StringComparer.OrdinalIgnoreCase);
    private readonly List<MappingFault> faults = [];

    /// <summary>Reads the rows, and checks the companies that they name in one bulk read.</summary>
    /// <exception cref="Setup.MustFixException">Autotask refuses the read.</exception>
    /// <exception cref="Setup.TryLaterException">Autotask does not answer.</exception>
    public async Task<MappingPreview> ReadAsync(IReadOnlyList<MappingRow> rows, AutotaskClient autotask, CancellationToken cancellation)
    {
        var said = new Dictionary<string, MappingChange>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows.Where(row => row.Company is not null))
        {
            if (ChangeOf(row) is not { } change)
                continue;
            if (said.TryAdd(change.OrganizationId, change) || said[change.OrganizationId].To == change.To)
                continue;
            var first = said[change.OrganizationId];
            var company = first.To?.ToString(CultureInfo.InvariantCulture) ?? MappingFile.Remove;
            Refuse(row, MappingFile.CompanyId, $"'{row.Company}', but line {first.Line} gives '{first.OrganizationName}' {company}; one organization has one company");
        }

        var changes = said.Values.Where(change => change.From != change.To || IsRemoval(change)).ToList();
        var ids = changes.Select(change => change.To).OfType<long>().Distinct().ToList();
        var companies = (await autotask.QueryInAsync<Company, long>("id", ids, [], cancellation)).ToDictionary(company => company.Id);
        foreach (var change in changes)
        {
            if (change.To is { } id && CompanyProblems.Of(id, companies.GetValueOrDefault(id)) is { } problem)
                faults.Add(new MappingFault(change.Line, MappingFile.CompanyId, problem));
        }

        var faulty = faults.Select(fault => fault.Line).ToHashSet();
        changes.RemoveAll(change => faulty.Contains(change.Line));
        return new MappingPreview(
            [.. changes.Select(change => change.To is { } id ? change with { CompanyName = companies[id].CompanyName } : change)],
            rows.Count - changes.Count - faulty.Count,
            [.. faults.OrderBy(fault => fault.Line)]);
    }

    /// <summary>The mapping of an organization as it is; one that was set before Cloudmore's id was known counts as well.</summary>
    public static CompanyMapping? CurrentOf(Organization organization, IReadOnlyList<CompanyMapping> mappings)
    {
        var own = mappings.FirstOrDefault(mapping => string.Equals(mapping.OrganizationId, organization.Id, StringComparison.OrdinalIgnoreCase));
        if (own?.Source == MappingSource.Operator)
            return own;
        var standIns = mappings.Where(mapping => mapping.Source == MappingSource.Operator && BilledOrganization.IsStandInId(mapping.OrganizationId)
            && StandIns.IsSame(new Organization(mapping.OrganizationId, mapping.OrganizationName, mapping.CustomerNumber), organization)).Take(2).ToList();
        return standIns is [var set] ? set : own;
    }

    private bool IsRemoval(MappingChange change) =>
        change.To is null
        && CurrentOf(new Organization(change.OrganizationId, change.OrganizationName, change.CustomerNumber), mappings)?.Source == MappingSource.Operator;

    private MappingChange? ChangeOf(MappingRow row)
    {
        var organization = OrganizationOf(row);
        long? company = null;
        if (!string.Equals(row.Company, MappingFile.Remove, StringComparison.OrdinalIgnoreCase))
        {
            company = ReferenceText.IdOf(row.Company!);
            if (company is null)
            {
                var found = RawField.Shorten(row.Company!);
                Refuse(row, MappingFile.CompanyId, $"'{found}' is no company id; write the number that the company has in Autotask, or '{MappingFile.Remove}'");
            }

            if (company is null || organization is null)
                return null;
        }

        if (organization is null)
            return null;
        var current = CurrentOf(organization, mappings);
        if (company is null && current is { Source: MappingSource.Property, CompanyId: not null })
        {
            Refuse(row, MappingFile.CompanyId,
                $"'{MappingFile.Remove}', but the company of '{organization.Name}' comes from its custom property in Cloudmore; change it there, or write another company here");
            return null;
        }

        return new MappingChange(row.Line, organization.Id, organization.Name, organization.CustomerNumber, current?.CompanyId, company, CompanyName: null);
    }

    private Organization? OrganizationOf(MappingRow row)
    {
        if (row.OrganizationId is { } id)
        {
            if (byId.TryGetValue(id, out var known))
                return Agrees(row, known) ? known : null;
            if (!BilledOrganization.IsStandInId(id))
                return Unlisted(row, id);
        }

        var match = matcher.Find(row.CustomerNumber, row.OrganizationName);
        if (match.Organization is not null)
            return match.Organization;
        if (match.IsUnknown && !directory.IsComplete)
            return new Organization(BilledOrganization.StandInId(row.CustomerNumber, row.OrganizationName), row.OrganizationName ?? row.CustomerNumber!, row.CustomerNumber);
        var column = match.Field == ReportFields.CustomerNumber ? MappingFile.CustomerNumber : MappingFile.OrganizationName;
        Refuse(row, column, match.Problem ?? "is empty; one must tell whose company it is");
        return null;
    }

    private Organization? Unlisted(MappingRow row, string id)
    {
        if (!directory.IsComplete)
            return new Organization(id.ToLowerInvariant(), row.OrganizationName ?? row.CustomerNumber ?? id, row.CustomerNumber);
        Refuse(row, MappingFile.OrganizationId, $"Cloudmore has no organization '{RawField.Shorten(id)}'");
        return null;
    }

    /// <summary>A row whose id and label belong to two organizations was moved against the others, as a spreadsheet does when it sorts one column only.</summary>
    private bool Agrees(MappingRow row, Organization known)
    {
        var (sameName, sameNumber) = (Same(row.OrganizationName, known.Name), Same(row.CustomerNumber, known.CustomerNumber));
        if (sameName == true || sameNumber == true || (sameName is null && sameNumber is null))
            return true;
        var found = RawField.Shorten(row.OrganizationName ?? row.CustomerNumber!);
        Refuse(row, MappingFile.OrganizationName, $"'{found}', but the organization with the id of this line is '{known.Name}'");
        return false;
    }

    /// <returns>Null where one of the two says nothing.</returns>
    private static bool? Same(string? said, string? known) => said is null || known is null ? null : string.Equals(said, known.Trim(), StringComparison.OrdinalIgnoreCase);

    private void Refuse(MappingRow row, string column, string problem) => faults.Add(new MappingFault(row.Line, column, problem));
}
