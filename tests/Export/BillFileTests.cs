using System.Globalization;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>What a file speaks for, and what it leaves alone.</summary>
public sealed class BillFileTests
{
    private static readonly DateOnly October8 = new(2026, 10, 8);
    private static readonly DateOnly November8 = new(2026, 11, 8);
    private static readonly BillMonth October = new(2026, 10);
    private static readonly BillMonth November = new(2026, 11);

    private ExportHarness _export = null!;
    private string _file = null!;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        _file = Path.GetTempFileName();
    }

    [TearDown]
    public async Task TearDown()
    {
        File.Delete(_file);
        await _export.DisposeAsync();
    }

    [Test]
    public async Task Run_FileOfLastMonthOnly_LeavesTheRunningMonthAlone()
    {
        Bill("Contoso", "S1", October8, November8);
        await WriteAsync(October);
        _export.BillFile = _file;

        var report = await _export.RunAsync("2026-11-09");

        Assert.That(report.Rows.Select(row => (row.Month, row.Outcome)), Is.EqualTo(new[] { (October, Outcome.Created) }));
        Assert.That(await BillsAsync(November), Is.Empty);
        Assert.That(Units("S1", new DateOnly(2026, 11, 1)), Is.EqualTo(10), "nothing says that November differs");
    }

    [Test]
    public async Task Run_FileOfSomeOrganizations_LeavesTheOthersAlone()
    {
        Bill("Contoso", "S1", October8, November8);
        Bill("Fabrikam", "S2", October8, November8);
        await _export.RunAsync("2026-11-09");
        var before = await BillsAsync(October, November);
        await WriteAsync(November, name => name == "Contoso");
        (_export.BillFile, _export.Settings["Export:EndedSubscriptions"]) = (_file, "EndContract");
        _export.Autotask.Calls.Clear();

        var report = await _export.RunAsync("2026-11-10");

        Assert.That(_export.Failures, Is.Empty);
        Assert.That(report.Rows, Is.Empty);
        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
        Assert.That(await BillsAsync(October, November), Is.EqualTo(before));
        Assert.That(await IndexAsync(November), Is.EquivalentTo(["s1", "s2"]), "what the others bill stays known");
    }

    [Test]
    public async Task Run_OrganizationOfTheFileHasNoLinesInItsLastMonth_IsEnded()
    {
        Bill("Contoso", "S1", October8, November8);
        Bill("Fabrikam", "S2", October8);
        await WriteAsync(October, November);
        _export.BillFile = _file;

        var report = await _export.RunAsync("2026-11-09");

        Assert.That(report.Rows.Where(row => row.Outcome == Outcome.Ended).Select(row => (row.Month, row.SubscriptionKey)), Is.EqualTo(new[] { (November, "s2") }));
    }

    [Test]
    public async Task Run_FilesMonthByMonth_FindsWhatEndedInAnOrganizationOfTheSecond()
    {
        Bill("Contoso", "S1", October8, November8);
        _export.Cloudmore.Broker.Organization("Contoso").Bill(BrokerLine.Of(October8, "S3", "P3", 1, 1m, 2m));
        _export.BillFile = _file;
        await WriteAsync(October);
        await _export.RunAsync("2026-10-09");
        await WriteAsync(November);

        var report = await _export.RunAsync("2026-11-09");

        Assert.That(report.Rows.Select(row => (row.SubscriptionKey, row.Outcome)), Is.EquivalentTo(new[] { ("s1", Outcome.Unchanged), ("s3", Outcome.Ended) }));
    }

    [TestCase("2026-10-06", "2026-11-07")]
    [TestCase("2026-10-09", "2026-11-09")]
    public async Task Run_FileIsOlderOrCutWithinWhatIsRecorded_IsRefusedAndRecordsNothing(string from, string to)
    {
        Bill("Contoso", "S1", October8, November8);
        _export.Cloudmore.Broker.Organization("Contoso").Bill(BrokerLine.Of(new DateOnly(2026, 10, 12), "S3", "P3", 1, 1m, 2m), BrokerLine.Of(new DateOnly(2026, 11, 3), "S3", "P3", 1, 1m, 2m));
        await _export.RunAsync("2026-11-09");
        var before = await BillsAsync(October, November);
        await File.WriteAllTextAsync(_file, _export.Cloudmore.ToCsv(Day(from), Day(to)));
        _export.BillFile = _file;

        await Assert.ThatAsync(() => _export.RunAsync("2026-11-09"), Throws.TypeOf<MustFixException>().With.Message.Contains("'Contoso'").And.Message.Contains("Export the report again"));

        Assert.That(await BillsAsync(October, November), Is.EqualTo(before));
    }

    /// <summary>By the real clock, for only it can be compared with when a file was saved.</summary>
    [Test]
    public async Task Run_FileSavedBeforeTheRunningMonthSettled_IsRefused()
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var settled = new DateOnly(today.Year, today.Month, Math.Min(today.Day, 28));
        Bill("Contoso", "S1", settled);
        await WriteAsync(BillMonth.Of(today));
        (_export.BillFile, _export.Settings["Export:SettleDay"]) = (_file, settled.Day.ToString(CultureInfo.InvariantCulture));
        _export.Settings["Export:FirstMonth"] = BillMonth.Of(today).ToString();
        var day = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        File.SetLastWriteTimeUtc(_file, settled.AddDays(-1).ToDateTime(new TimeOnly(23, 59)));
        await Assert.ThatAsync(() => _export.RunAsync(day), Throws.TypeOf<MustFixException>().With.Message.Contains("before the bills of that month had settled"));
        File.SetLastWriteTimeUtc(_file, settled.ToDateTime(new TimeOnly(0, 1)));
        var report = await _export.RunAsync(day);

        Assert.That(report.Rows.Single().Outcome, Is.EqualTo(Outcome.Created));
    }

    [Test]
    public async Task Run_RowThatCannotBeRead_HoldsTheBillUntilTheFileIsCorrected()
    {
        Bill("Contoso", "S1", October8);
        await WriteAsync(October);
        var good = await File.ReadAllTextAsync(_file);
        _export.BillFile = _file;
        await File.WriteAllTextAsync(_file, good.Replace(",10,16.90,", ",ten,16.90,", StringComparison.Ordinal));
        var held = (await _export.RunAsync("2026-10-09")).Rows.Single();
        await File.WriteAllTextAsync(_file, good);

        var report = await _export.RunAsync("2026-10-10");

        Assert.That((held.Outcome, held.Reason), Is.EqualTo((Outcome.Held, "The bill has lines that cannot be used: line 2 has 'ten' as its 'Quantity', which cannot be used. Correct them in Cloudmore, or name the field in Cloudmore:FieldAliases.")));
        Assert.That(report.Rows.Single().Outcome, Is.EqualTo(Outcome.Created));
    }

    [Test]
    public async Task Run_RowOfNobodyUntilTheFileIsCorrected_IsHeldAndThenForgotten()
    {
        Bill("Contoso", "S1", October8);
        await WriteAsync(October);
        var good = await File.ReadAllTextAsync(_file);
        _export.BillFile = _file;
        await File.WriteAllTextAsync(_file, good.Replace("Contoso", "Contosso", StringComparison.Ordinal));
        var held = (await _export.RunAsync("2026-10-09")).Rows.Single();
        var again = (await _export.RunAsync("2026-10-09")).Rows.Single();
        await File.WriteAllTextAsync(_file, good);

        var report = await _export.RunAsync("2026-10-10");

        Assert.That((held.Outcome, held.Billed), Is.EqualTo((Outcome.Held, 206m)));
        Assert.That((again.Outcome, again.Reason), Is.EqualTo((Outcome.Held, held.Reason)), "nobody is remembered as an organization");
        Assert.That(held.Reason, Does.Contain("line 2 has 'Contosso (no organization)' as its 'Organization Name'"));
        Assert.That(report.Rows.Single().Outcome, Is.EqualTo(Outcome.Created));
        Assert.That(report.NeedsPerson, Is.False);
    }

    [Test]
    public async Task Run_WithoutCloudmore_NamesCandidatesAndGoesOnOnceMapped()
    {
        var company = _export.Tenant.AddCompany("Contoso Ltd", "1001");
        _export.Cloudmore.Broker.Add("Contoso", "1001").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await WriteAsync(October);
        _export.GoWithoutCloudmore(_file);

        var first = await _export.RunAsync("2026-10-09");
        await ImportAsync($"Customer Number,Company ID\n1001,{company}\n");
        var second = await _export.RunAsync("2026-10-10");
        var third = await _export.RunAsync("2026-10-11");

        Assert.That(_export.Cloudmore.Calls.Total, Is.Zero);
        Assert.That((first.Rows.Single().Outcome, first.Rows.Single().Billed), Is.EqualTo((Outcome.Unmapped, 206m)));
        Assert.That(first.Rows.Single().Action, Does.EndWith($"It may be company {company} 'Contoso Ltd' (same number)."));
        Assert.That(second.Rows.Single().Outcome, Is.EqualTo(Outcome.Created));
        Assert.That(third.Rows, Is.Empty);
    }

    /// <summary>The organization is known by its number first, and by Cloudmore's id later.</summary>
    [Test]
    public async Task Run_CloudmoreFollowsTheFile_TakesTheOrganizationOverAndWritesNothing()
    {
        var company = _export.Tenant.AddCompany("Contoso Ltd");
        _export.Cloudmore.Broker.Add("Contoso", "1001").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await WriteAsync(October);
        var account = _export.Settings.ToList();
        _export.GoWithoutCloudmore(_file);
        await ImportAsync($"Customer Number,Organization Name,Company ID\n1001,Contoso,{company}\n");
        await _export.RunAsync("2026-10-09");
        _export.BillFile = null;
        foreach (var (setting, value) in account)
            _export.Settings[setting] = value;
        _export.Autotask.Calls.Clear();

        var report = await _export.RunAsync("2026-10-10");
        await using var provider = _export.Build("2026-10-10");
        var listed = await provider.GetRequiredService<CompanyMappings>().ListAsync(CancellationToken.None);

        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
        Assert.That(report.Rows.Select(row => row.Outcome), Is.EqualTo(new[] { Outcome.Unchanged }));
        Assert.That(report.NeedsPerson, Is.False);
        Assert.That((await BillsAsync(October)).Single(), Does.Contain(_export.Cloudmore.Broker.Organization("Contoso").Id));
        Assert.That(listed.Select(mapping => (mapping.CompanyId, mapping.Source)), Is.EqualTo(new[] { ((long?)company, MappingSource.Operator) }));
    }

    [Test]
    public async Task Run_Shadow_ShowsTheStepsAndWritesNothing()
    {
        Bill("Contoso", "S1", October8);
        await WriteAsync(October);
        (_export.BillFile, _export.Settings["Export:Mode"]) = (_file, "Shadow");

        var report = await _export.RunAsync("2026-10-09");

        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
        Assert.That(report.Rows.Single().Reason, Does.StartWith("Shadow: nothing is written. It would: "));
    }

    [Test]
    public async Task Run_OneSettingOfTheAccountOnly_NamesTheOthers()
    {
        Bill("Contoso", "S1", October8);
        await WriteAsync(October);
        _export.GoWithoutCloudmore(_file);
        _export.Settings["Cloudmore:Username"] = "api@broker.example";

        await Assert.ThatAsync(() => _export.RunAsync("2026-10-09"), Throws.Exception.With.Message.Contains("Cloudmore:ResellerId").And.Message.Contains("Cloudmore:Password"));
    }

    /// <summary>Half of the broker's seats are gone from the file's month: the fuse holds it, as it does with a report of the API.</summary>
    [Test]
    public async Task Run_SeatsOfTheFilesOrganizationsShrink_EverythingIsHeld()
    {
        Bill("Contoso", "S1", October8);
        Bill("Fabrikam", "S2", October8, November8);
        await _export.RunAsync("2026-10-09");
        _export.Cloudmore.Broker.Organization("Contoso").Bill(BrokerLine.Of(November8, "S1", "P1", 1, 16.90m, 20.60m));
        _export.BillFile = _file;
        await WriteAsync(November, name => name == "Contoso");

        var report = await _export.RunAsync("2026-11-09");

        Assert.That(report.Rows.Select(row => (row.Outcome, row.Reason.StartsWith("Fuse shrink", StringComparison.Ordinal))), Is.EqualTo(new[] { (Outcome.Held, true) }));
    }

    [Test]
    public async Task Run_FileOfOneOrganizationOutOfTwo_IsNotTakenForShrinking()
    {
        Bill("Contoso", "S1", October8, November8);
        Bill("Fabrikam", "S2", October8, November8);
        await _export.RunAsync("2026-10-09");
        _export.BillFile = _file;
        await WriteAsync(November, name => name == "Contoso");

        var report = await _export.RunAsync("2026-11-09");

        Assert.That(report.Rows.Select(row => (row.SubscriptionKey, row.Outcome)), Is.EqualTo(new[] { ("s1", Outcome.Unchanged) }));
        Assert.That(report.NeedsPerson, Is.False);
    }

    private void Bill(string name, string subscription, params DateOnly[] days) => _export.Organization(name).Bill(days.Select(day => BrokerLine.Of(day, subscription, "P1", 10, 16.90m, 20.60m)));

    private Task WriteAsync(params BillMonth[] months) => WriteAsync(months, _ => true);

    private Task WriteAsync(BillMonth month, Func<string, bool> named) => WriteAsync([month], named);

    private Task WriteAsync(BillMonth[] months, Func<string, bool> named)
    {
        var lines = _export.Cloudmore.ToCsv(months[0].FirstDay, months[^1].LastDay).Split("\r\n");
        return File.WriteAllLinesAsync(_file, lines.Take(1).Concat(lines.Skip(1).Where(line => line.Length > 0 && named(line.Split(',')[2]))));
    }

    private async Task ImportAsync(string csv)
    {
        await using var provider = _export.Build("2026-10-09");
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csv));
        var preview = await provider.GetRequiredService<CompanyMappings>().ImportAsync(content, "companies.csv", "ann", CancellationToken.None);
        Assert.That(preview.Faults, Is.Empty);
    }

    private async Task<IReadOnlyList<string>> BillsAsync(params BillMonth[] months)
    {
        await using var provider = _export.Build("2026-11-09");
        var rows = await provider.GetRequiredService<ExportTables>().Bills.ListAllAsync(CancellationToken.None);
        return [.. rows.Where(row => months.Contains(row.Month)).Select(row => $"{row.Month} {row.Organization.Id} {row.Hash} {row.DoneHash} {row.RecordedAt:O}").Order(StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<string>> IndexAsync(BillMonth month)
    {
        await using var provider = _export.Build("2026-11-09");
        return (await provider.GetRequiredService<ExportBlobs>().ReadIndexAsync(month, CancellationToken.None)).Organizations.Keys;
    }

    private int Units(string subscription, DateOnly start) =>
        _export.Tenant.UnitsOf(_export.Tenant.ServicesOf(_export.Tenant.FindContract($"CM-{subscription}")!.Id).Single().Id).Single(row => row.Start == start).Units;

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
