using System.Globalization;
using System.Text;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Tests.Export;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Mapping;

/// <summary>What a person does with mappings, against both simulators and the storage emulator.</summary>
public sealed class CompanyMappingsTests
{
    private ExportHarness _export = null!;
    private BrokerOrganization _contoso = null!;
    private BrokerOrganization _fabrikam = null!;
    private long _company;
    private long _other;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        (_company, _other) = (_export.Tenant.AddCompany("Contoso Ltd", "1001"), _export.Tenant.AddCompany("Fabrikam"));
        _contoso = _export.Cloudmore.Broker.Add("Contoso", "1001");
        _fabrikam = _export.Cloudmore.Broker.Add("Fabrikam", "2002", Text(_other));
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Export_OrganizationsNeverBilled_AreReadFromCloudmoreAndNamedWithCandidates()
    {
        var (content, counts) = await ExportAsync();

        var rows = content.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.That(counts, Is.EqualTo((2, 1)));
        Assert.That(content, Does.StartWith("\uFEFFOrganization ID,Organization Name,Customer Number,Company ID,Company Name,Source,Set By,Set At,Problem,Candidates\r\n"));
        Assert.That(rows[1], Is.EqualTo($"{_contoso.Id},Contoso,1001,,,,,,The organization has no AutotaskCompanyID in Cloudmore.,{_company} 'Contoso Ltd' (same number)"));
        Assert.That(rows[2], Does.StartWith($"{_fabrikam.Id},Fabrikam,2002,{_other},Fabrikam,Property,,2026-10-09"));
    }

    [Test]
    public async Task Import_WhatWasExported_ChangesNothing()
    {
        var (content, _) = await ExportAsync();

        var preview = await ImportAsync(content);

        Assert.That((preview.Changes.Count, preview.Unchanged, preview.Faults.Count), Is.EqualTo((0, 2, 0)));
        Assert.That((await ListAsync()).Select(mapping => mapping.Source), Is.All.EqualTo(MappingSource.Property));
    }

    [Test]
    public async Task Import_WhatASpreadsheetWouldRun_IsTextOnTheWayOutAndItselfOnTheWayIn()
    {
        var odd = _export.Cloudmore.Broker.Add("=HYPERLINK(\"http://evil\";\"x\")", "-12+3");
        var (content, _) = await ExportAsync();
        var row = content.Split("\r\n").Single(line => line.StartsWith(odd.Id, StringComparison.Ordinal));
        var withoutId = $"Organization Name,Customer Number,Company ID\r\n{row.Split(',', 2)[1].Split(",,")[0]},{_company}";

        var preview = await ImportAsync(withoutId);

        Assert.That(row, Does.Contain("\"'=HYPERLINK(\"\"http://evil\"\";\"\"x\"\")\",\"'-12+3\","));
        Assert.That(preview.Changes.Select(change => (change.OrganizationId, change.To)), Is.EqualTo(new[] { (odd.Id, (long?)_company) }));
    }

    [Test]
    public async Task MappingFile_AnyNameThatIsNoQuotedFormula_ComesBackAsItWas()
    {
        var names = Gen.Sample(ArbMap.Default.GeneratorFor<NonNull<string>>(), 50, 300).Select(text => text.Get).Concat(["=1+1", "+1", "-1", "@x", "\tx", "'t Hoekje", "'", "a\r\nb", "\"", "\"=1+1", "a,=1+1", "; ,"])
            .Select(text => text.Replace("\0", "", StringComparison.Ordinal).Trim())
            .Where(text => text.Length > 0 && IsWellFormed(text) && !(text[0] == '\'' && text.Length > 1 && "=+-@\t\r".Contains(text[1], StringComparison.Ordinal)))
            .ToList();
        using var file = new MemoryStream();
        MappingFile.Write(file, names.Select((name, index) => (new CompanyMapping { OrganizationId = index.ToString("D4", CultureInfo.InvariantCulture), OrganizationName = name }, (string?)null, (IReadOnlyList<CompanyCandidate>)[])));

        var rows = await MappingFile.ReadAsync(file, "file", CancellationToken.None);

        Assert.That(rows.OrderBy(row => row.OrganizationId, StringComparer.Ordinal).Select(row => row.OrganizationName), Is.EqualTo(names));
        file.Position = 0;
        var cells = await CsvTable.LoadAsync(file, "file", CancellationToken.None);
        Assert.That(cells.Rows.SelectMany(row => row.Values).Where(cell => cell.Length > 0 && "=+-@\t\r".Contains(cell[0], StringComparison.Ordinal)), Is.Empty);
        Assert.That(cells.Rows, Has.Count.EqualTo(names.Count));
    }

    [Test]
    public async Task Preview_Changes_AreShownAndNotSaved()
    {
        var preview = await UseAsync(mappings => mappings.PreviewAsync(Stream($"Organization ID,Company ID\n{_contoso.Id.ToUpperInvariant()},{_company}\n"), "file", CancellationToken.None));

        Assert.That(preview.Changes, Is.EqualTo(new[] { new MappingChange(2, _contoso.Id, "Contoso", "1001", null, _company, "Contoso Ltd") }));
        Assert.That((await ListAsync()).Select(mapping => mapping.Source), Is.All.EqualTo(MappingSource.Property));
    }

    [Test]
    public async Task Import_ManyCompanies_AreCheckedInOneRead()
    {
        _export.Autotask.Calls.Clear();

        await ImportAsync($"Organization ID,Company ID\n{_contoso.Id},{_company}\n{_fabrikam.Id},{_company}\n");

        Assert.That(_export.Autotask.Calls.Count("Companies"), Is.EqualTo(1));
        Assert.That((await ListAsync()).Select(mapping => (mapping.OrganizationName, mapping.CompanyId, mapping.Source, mapping.SetBy, mapping.ConfirmedAt.Day)),
            Is.EqualTo(new[] { ("Contoso", (long?)_company, MappingSource.Operator, "ann", 9), ("Fabrikam", _company, MappingSource.Operator, "ann", 9) }), "two organizations may have one company");
    }

    [Test]
    public async Task Import_BadCells_AreAllNamedByLineAndColumnAndNothingIsSaved()
    {
        var inactive = _export.Tenant.AddCompany("Gone", isActive: false);
        var vendor = _export.Tenant.AddCompany("Vendor", companyType: 7);
        _export.Cloudmore.Broker.Add("Twin", "7");
        _export.Cloudmore.Broker.Add("Twin", "8");

        var preview = await ImportAsync(string.Join('\n',
            "Organization ID,Organization Name,Customer Number,Company ID",
            $"{_contoso.Id},Contoso,1001,{_company}",
            $"{_contoso.Id},Contoso,1001,{_other}",
            $"{_fabrikam.Id},Contoso,1001,{_company}",
            $",,2002,{inactive}",
            $",Twin,7,{vendor}",
            $",Twin,8,99999999",
            $",Twin,,{_company}",
            $",Nobody,,{_company}",
            $",,,{_company}",
            $"no-such-id,,,{_company}",
            ",Contoso,1001,12a"));

        Assert.That(preview.Faults.Select(fault => fault.ToString()), Is.EqualTo(new[]
        {
            $"line 3, Company ID: '{_other}', but line 2 gives 'Contoso' {_company}; one organization has one company",
            "line 4, Organization Name: 'Contoso', but the organization with the id of this line is 'Fabrikam'",
            $"line 5, Company ID: Company {inactive} ('Gone') is not active in Autotask.",
            $"line 6, Company ID: Company {vendor} ('Vendor') is no customer in Autotask.",
            "line 7, Company ID: Company 99999999 was not found in Autotask. Either the id is wrong, or the API user may not see it.",
            "line 8, Organization Name: Twin (2 organizations)",
            "line 9, Organization Name: Nobody (no organization)",
            "line 10, Organization Name: is empty; one must tell whose company it is",
            "line 11, Organization ID: Cloudmore has no organization 'no-such-id'",
            "line 12, Company ID: '12a' is no company id; write the number that the company has in Autotask, or 'remove'",
        }));
        Assert.That((await ListAsync()).Select(mapping => mapping.Source), Is.All.EqualTo(MappingSource.Property));
    }

    [Test]
    public async Task Import_RemoveWhatNoPersonSet_IsAFault()
    {
        var preview = await ImportAsync($"Organization ID,Company ID\n{_fabrikam.Id},remove\n");

        Assert.That(preview.Faults.Single().ToString(), Is.EqualTo("line 2, Company ID: 'remove', but the company of 'Fabrikam' comes from its custom property in Cloudmore; change it there, or write another company here"));
    }

    [Test]
    public async Task Import_CompanyThatThePropertyHasAlready_StaysTheProperty()
    {
        var preview = await ImportAsync($"Organization ID,Company ID\n{_fabrikam.Id},{_other}\n");

        Assert.That((preview.Changes.Count, preview.Unchanged), Is.EqualTo((0, 1)));
        Assert.That((await ListAsync()).Single(mapping => mapping.OrganizationId == _fabrikam.Id).Source, Is.EqualTo(MappingSource.Property));
    }

    [TestCase("Organization ID,Company\nx,1\n", "no column 'Company ID'")]
    [TestCase("Name,Company ID\nx,1\n", "no column 'Organization ID', 'Customer Number' or 'Organization Name'")]
    [TestCase("Organization ID,Company ID,company id\nx,1,2\n", "has the column 'Company ID' 2 times")]
    [TestCase("Organization ID,Company ID\nx\n", "in line 2")]
    [TestCase("", "is empty")]
    public async Task Import_NoMappingFile_MustBeFixed(string content, string reason) =>
        await Assert.ThatAsync(() => ImportAsync(content), Throws.TypeOf<MustFixException>().With.Message.Contains(reason));

    [Test]
    public async Task Import_EmptyCellOrRemove_SaysNothingOrTakesAPersonsValueAway()
    {
        await ImportAsync($"Organization ID;Company ID\n{_contoso.Id};{_company}\n{_fabrikam.Id};{_company}\n");

        var preview = await ImportAsync($"Organization ID;Company ID\n{_contoso.Id};\n{_fabrikam.Id};REMOVE\n");

        Assert.That(preview.Changes.Select(change => (change.OrganizationName, change.From, change.To)), Is.EqualTo(new[] { ("Fabrikam", (long?)_company, (long?)null) }));
        Assert.That((await ListAsync()).Select(mapping => (mapping.CompanyId, mapping.Source)), Is.EqualTo(new[] { ((long?)_company, MappingSource.Operator), (null, MappingSource.Property) }));
    }

    [Test]
    public async Task Set_CompanyThatCannotBeBilled_IsRefused()
    {
        await ExportAsync();

        await Assert.ThatAsync(() => UseAsync(mappings => mappings.SetAsync(_contoso.Id, 99999999, "ann", CancellationToken.None)), Throws.TypeOf<MustFixException>().With.Message.Contains("was not found"));
        await Assert.ThatAsync(() => UseAsync(mappings => mappings.SetAsync("nobody", _company, "ann", CancellationToken.None)), Throws.TypeOf<MustFixException>().With.Message.Contains("No organization 'nobody'"));
        await Assert.ThatAsync(() => UseAsync(mappings => mappings.RemoveAsync(_fabrikam.Id, "ann", CancellationToken.None)), Throws.TypeOf<MustFixException>().With.Message.Contains("was not set by a person"));
        Assert.That((await ListAsync()).Select(mapping => mapping.Source), Is.All.EqualTo(MappingSource.Property));
    }

    [Test]
    public async Task Candidates_UnmappedOrganization_HasThem()
    {
        await ExportAsync();

        var candidates = await UseAsync(mappings => mappings.CandidatesAsync(CancellationToken.None));

        Assert.That(candidates.Keys, Is.EqualTo(new[] { _contoso.Id }));
        Assert.That(candidates[_contoso.Id], Is.EqualTo(new[] { new CompanyCandidate(_company, "Contoso Ltd", "same number") }));
    }

    [Test]
    public async Task Import_WithoutCloudmore_KeepsOrganizationsByIdNumberOrName()
    {
        _export.GoWithoutCloudmore("no.csv");

        await ImportAsync($"Organization ID,Organization Name,Customer Number,Company ID\n{_contoso.Id},Contoso,1001,{_company}\n,Newcomer,77,{_other}\n,No Number,,{_other}\n");
        var (content, counts) = await ExportAsync();
        var preview = await ImportAsync(content);

        Assert.That((await ListAsync()).Select(mapping => (mapping.OrganizationId, mapping.CompanyId)), Is.EqualTo(new[] { (_contoso.Id, (long?)_company), ("file:number:77", _other), ("file:name:no number", _other) }));
        Assert.That(counts, Is.EqualTo((3, 0)));
        Assert.That((preview.Changes.Count, preview.Unchanged, preview.Faults.Count), Is.EqualTo((0, 3, 0)));
        Assert.That(_export.Cloudmore.Calls.Total, Is.Zero);
    }

    private static bool IsWellFormed(string text) => !text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar);

    private async Task<(string Content, (int All, int Unmapped) Counts)> ExportAsync()
    {
        using var stream = new MemoryStream();
        var counts = await UseAsync(mappings => mappings.ExportAsync(stream, CancellationToken.None));
        return (Encoding.UTF8.GetString(stream.ToArray()), counts);
    }

    private Task<MappingPreview> ImportAsync(string content) => UseAsync(mappings => mappings.ImportAsync(Stream(content), "file", "ann", CancellationToken.None));

    private Task<IReadOnlyList<CompanyMapping>> ListAsync() => UseAsync(mappings => mappings.ListAsync(CancellationToken.None));

    private async Task<T> UseAsync<T>(Func<CompanyMappings, Task<T>> use)
    {
        await using var provider = _export.Build("2026-10-09");
        return await use(provider.GetRequiredService<CompanyMappings>());
    }

    private async Task UseAsync(Func<CompanyMappings, Task> use)
    {
        await using var provider = _export.Build("2026-10-09");
        await use(provider.GetRequiredService<CompanyMappings>());
    }

    private static MemoryStream Stream(string content) => new(Encoding.UTF8.GetBytes(content));

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
