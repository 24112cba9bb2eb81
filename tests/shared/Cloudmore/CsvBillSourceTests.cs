using System.Text;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Cloudmore;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Cloudmore;

public sealed class CsvBillSourceTests
{
    private const string Headings =
        "Billing Date,Service Name,Organization Name,Customer Number,Product Name,Item Code,Quantity,Unit Cost Price,Unit Sales Price,Total Cost,Total Sales,Currency Code," +
        "Product ID,Payment Frequency,Purchase Order Number,Subscription ID,Subscription Name,Billing Line Details,Organization Currency Code,Note";

    private static readonly DateOnly Day = new(2026, 10, 8);

    private static readonly Organization[] Known =
    [
        new("C1", "Contoso", "1001"), new("f1", "Fabrikam", null), new("t1", "Twin", "7"), new("t2", "Twin", "8"), new("s1", "Shared", "9"), new("s2", "Other", "9"),
    ];

    private readonly CloudmoreOptions options = new();
    private CloudmoreSetup.LogLines logged = null!;
    private string path = null!;

    [SetUp]
    public void Start()
    {
        path = Path.GetTempFileName();
        logged = new CloudmoreSetup.LogLines();
        options.FieldAliases.Clear();
    }

    [TearDown]
    public void Stop()
    {
        File.Delete(path);
        logged.Dispose();
    }

    [Test]
    public async Task Read_ExportOfTheSameBill_GivesTheLinesOfTheApi([Values(',', ';')] char separator, [Values] bool byteOrderMark)
    {
        await using var setup = await CloudmoreSetup.StartAsync();
        setup.Broker.Add("Contoso; \"Ltd\", Zürich", "1001").Bill(
            BrokerLine.Of(Day, "s-1", "M365 BP", 10, 16.90m, 20.60m) with { BillingLineDetails = "two\r\nlines", Note = " ", SubscriptionName = " padded " },
            BrokerLine.Of(Day, "s-2", "Azure", 12.345678m, 0.1234m, 0.4321m) with { PaymentFrequency = null, ItemCode = null },
            BrokerLine.Of(CloudmoreSetup.Last.AddDays(1), "s-1", "M365 BP", 9, 16.90m, 20.60m));
        setup.Broker.Add("Fabrikam").Bill(BrokerLine.Of(Day, "s-3", "M365 BP", -2, 16.90m, 20.60m) with { CurrencyCode = "usd" });
        await File.WriteAllTextAsync(path, setup.Simulator.ToCsv(Day.AddMonths(-2), CloudmoreSetup.Last.AddDays(1), separator), new UTF8Encoding(byteOrderMark));
        var source = new CsvBillSource(path, async stop => new OrganizationDirectory(await setup.Client.GetOrganizationsAsync(stop), IsComplete: true), options, Logger);

        var fromApi = await setup.ReadAsync();
        var report = await source.OpenAsync(CloudmoreSetup.First, CloudmoreSetup.Last, CancellationToken.None);
        var fromFile = await CloudmoreSetup.AllAsync(report.Organizations);

        Assert.That(fromFile.Select(found => found.Organization), Is.EqualTo(fromApi.Select(found => found.Organization)));
        Assert.That(fromFile.SelectMany(found => found.Lines), Is.EqualTo(fromApi.SelectMany(found => found.Lines)));
        Assert.That(fromFile.Concat(fromApi).SelectMany(found => found.Faults), Is.Empty);
        Assert.That(logged.Text, Does.Contain("1 lines are dated after the day of this run"));
        Assert.That((report.Scope.Months, report.Scope.From, report.Scope.To, report.Scope.IsOfWholeBroker), Is.EqualTo((new[] { BillMonth.Of(Day) }, Day, Day, false)));
    }

    [Test]
    public async Task Read_RowsOfOneOrganizationApart_ComeTogether()
    {
        var organizations = await ReadAsync(Row("Contoso", "1001"), Row("Fabrikam", ""), Row("contoso ", ""));

        Assert.That(organizations.Select(found => (found.Organization.Id, found.Lines.Count)), Is.EqualTo(new[] { ("c1", 2), ("f1", 1) }));
    }

    [TestCase("Renamed", "1001", "c1")]
    [TestCase("CONTOSO", "", "c1")]
    [TestCase("Fabrikam", "1002", "f1")]
    [TestCase("Twin", "8", "t2")]
    [TestCase("shared", "9", "s1")]
    public async Task Read_RowThatFitsOneOrganization_IsItsOwn(string name, string number, string id)
    {
        var organizations = await ReadAsync(Row(name, number));

        Assert.That(organizations.Single().Organization.Id, Is.EqualTo(id));
        Assert.That(organizations.Single().Faults, Is.Empty);
    }

    [TestCase("Nobody", "", "Organization Name", "Nobody (no organization)")]
    [TestCase("Twin", "", "Organization Name", "Twin (2 organizations)")]
    [TestCase("Neither", "9", "Customer Number", "9 (2 organizations)")]
    [TestCase("Contoso", "1002", "Customer Number", "1002 (the organization of that name has 1001)")]
    [TestCase("", "1002", "Organization Name", "nothing, and no organization has the number 1002")]
    [TestCase("", "", "Organization Name", null)]
    public async Task Read_RowThatFitsNoneOrSeveral_IsAFaultWithItsMoney(string name, string number, string field, string? found)
    {
        var organizations = await ReadAsync(Row("Contoso", "1001"), Row(name, number));

        Assert.That(organizations.Select(part => (part.Organization.Id, part.Organization.Name, part.Lines.Count)), Is.EqualTo(new[] { ("c1", "Contoso", 1), ("", name, 1) }));
        Assert.That(organizations[1].Faults, Is.EqualTo(new[] { new LineFault("line 3", field, found, Day) }));
    }

    [Test]
    public async Task Read_ColumnsInAnotherOrderWithAliasesAndExtras_AreFound()
    {
        options.FieldAliases["totalSales"] = "Net Amount";
        options.FieldAliases["currencyCode"] = "Ccy, Currency";
        await WriteAsync(
            "Extra,NET AMOUNT,Currency,Service Name,product name,ProductID,Subscription ID,Payment Frequency,Organization Name,Billing Date,Quantity,Unit Cost Price,Unit Sales Price,Total Cost",
            "x,206.00,eur,CSP,BP,p,s,Monthly,Contoso,2026-10-08T00:00:00,10,16.90,20.60,169.00");

        var line = (await ReadFileAsync()).Single().Lines.Single();

        Assert.That((line.TotalSales, line.CurrencyCode, line.ProductId, line.BillingDate), Is.EqualTo((206m, "EUR", "p", Day)));
        Assert.That(logged.Text, Does.Contain("has no column").And.Contain("Customer Number").And.Contain("Note"));
    }

    [Test]
    public async Task Read_ColumnsMissing_NamesAllOfThem()
    {
        await WriteAsync("Billing Date,Organization Name,Quantity", "2026-10-08,Contoso,1");

        await Assert.ThatAsync(ReadFileAsync, Throws.TypeOf<MustFixException>().With.Message.Contains(
            "'Service Name', 'Product Name', 'Unit Cost Price', 'Unit Sales Price', 'Total Cost', 'Total Sales', 'Currency Code', 'Product ID', 'Payment Frequency', 'Subscription ID'"));
    }

    [TestCase("", "is empty")]
    [TestCase("\n", "is empty")]
    [TestCase(",,\n", "is empty")]
    [TestCase("just text", "no column")]
    [TestCase(Headings, "has headings but no lines")]
    public async Task Read_NoTable_MustBeFixed(string content, string reason)
    {
        await File.WriteAllTextAsync(path, content);

        await Assert.ThatAsync(ReadFileAsync, Throws.TypeOf<MustFixException>().With.Message.Contains(reason));
    }

    [Test]
    public async Task Read_ColumnTwice_MustBeFixed()
    {
        await WriteAsync(Headings + ",QUANTITY");

        await Assert.ThatAsync(ReadFileAsync, Throws.TypeOf<MustFixException>().With.Message.Contains("2 times"));
    }

    [Test]
    public async Task Read_RowOfAnotherWidth_RefusesTheFile()
    {
        await WriteAsync(Headings, Row("Contoso", "1001"), Row("Fabrikam, Inc", ""), "a,b");

        await Assert.ThatAsync(ReadFileAsync, Throws.TypeOf<MustFixException>().With.Message.Contains("in line 3, 4"));
    }

    [TestCase("a \"stray\" quote")]
    [TestCase("\"ended\" too soon")]
    [TestCase("\"never ended")]
    public async Task Read_QuotationMarkMisplaced_RefusesTheFile(string note)
    {
        await WriteAsync(Headings, Row("Contoso", "1001"), Row("Fabrikam", "") + note);

        await Assert.ThatAsync(ReadFileAsync, Throws.TypeOf<MustFixException>().With.Message.Contains("near line 3"));
    }

    [Test]
    public async Task Read_OtherEncoding_RefusesTheFile()
    {
        await File.WriteAllTextAsync(path, $"{Headings}\n{Row("Zürich", "")}\n", Encoding.Latin1);

        await Assert.ThatAsync(ReadFileAsync, Throws.TypeOf<MustFixException>().With.Message.Contains("UTF-8"));
    }

    [Test]
    public async Task Read_NoFile_MustBeFixed()
    {
        File.Delete(path);

        await Assert.ThatAsync(ReadFileAsync, Throws.TypeOf<MustFixException>().With.Message.Contains(path));
    }

    [Test]
    public async Task Read_EmptyRowsAndSeparatorHint_AreNoRows()
    {
        await WriteAsync("sep=,", Headings, "", Row("Contoso", "1001"), new string(',', 19), "");

        Assert.That((await ReadFileAsync()).Single().Lines, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Read_NumberOfAnotherForm_IsAFaultThatNamesLineAndColumn()
    {
        var organizations = await ReadAsync(Row("Contoso", "1001").Replace("16.90", "\"16,90\"", StringComparison.Ordinal));

        Assert.That(organizations.Single().Faults.Single(), Is.EqualTo(new LineFault("line 2", "Unit Cost Price", "16,90", Day)));
    }

    [Test]
    public async Task Read_DayThatCouldBeAMonth_IsAFaultThatNamesLineAndColumn()
    {
        var organizations = await ReadAsync(Row("Contoso", "1001"), Row("Contoso", "1001").Replace("2026-10-08", "08/10/2026", StringComparison.Ordinal));

        Assert.That(organizations.Single().Lines, Has.Count.EqualTo(1));
        Assert.That(organizations.Single().Faults, Is.EqualTo(new[] { new LineFault("line 3", "Billing Date", "08/10/2026 (day or month first?)", null) }));
    }

    [Test]
    public async Task Read_AllRowsDecideTheOrderOfDayAndMonth_AreDates()
    {
        var organizations = await ReadAsync(Row("Contoso", "1001").Replace("2026-10-08", "08/10/2026", StringComparison.Ordinal), Row("Contoso", "1001").Replace("2026-10-08", "13/10/2026", StringComparison.Ordinal));

        Assert.That(organizations.Single().Lines.Select(line => line.BillingDate), Is.EqualTo(new[] { Day, new DateOnly(2026, 10, 13) }));
    }

    [Test]
    public async Task Read_NoDateCanBeRead_MustBeFixed()
    {
        await WriteAsync(Headings, Row("Contoso", "1001").Replace("2026-10-08", "08/10/2026", StringComparison.Ordinal));

        await Assert.ThatAsync(ReadFileAsync, Throws.TypeOf<MustFixException>().With.Message.Contains("line 2 has '08/10/2026 (day or month first?)' as its 'Billing Date'"));
    }

    [Test]
    public async Task Read_OnlyLaterThanTheDayOfTheRun_MustBeFixed()
    {
        await WriteAsync(Headings, Row("Contoso", "1001").Replace("2026-10-08", "2027-01-08", StringComparison.Ordinal));

        await Assert.ThatAsync(ReadFileAsync, Throws.TypeOf<MustFixException>().With.Message.Contains("the first is of 2027-01-08"));
    }

    [Test]
    public async Task Read_MonthsApart_SpeaksForThoseOnly()
    {
        await WriteAsync(Headings, Row("Contoso", "1001"), Row("Fabrikam", "").Replace("2026-10-08", "2026-08-02", StringComparison.Ordinal));

        var scope = (await OpenAsync()).Scope;

        Assert.That((scope.Months, scope.From, scope.To), Is.EqualTo((new[] { new BillMonth(2026, 8), new BillMonth(2026, 10) }, new DateOnly(2026, 8, 2), Day)));
    }

    [Test]
    public async Task Read_NoAccountInCloudmore_UnknownOrganizationStandsForItself()
    {
        await WriteAsync(Headings, Row("Contoso", "1001"), Row("Newcomer", "77"), Row("No Number", ""), Row(" newcomer", "77"));

        var organizations = await ReadFileAsync(isComplete: false);

        Assert.That(organizations.SelectMany(found => found.Faults), Is.Empty);
        Assert.That(organizations.Select(found => (found.Organization.Id, found.Organization.Name, found.Lines.Count)),
            Is.EqualTo(new[] { ("c1", "Contoso", 1), ("file:number:77", "Newcomer", 2), ("file:name:no number", "No Number", 1) }));
    }

    [TestCase("One", "77", "Another", "77", "Customer Number", "77 (also the number of 'another')")]
    [TestCase("One", "", "One", "77", "Organization Name", "One (also there with the number 77)")]
    [TestCase("Twin", "", "One", "77", "Organization Name", "Twin (2 organizations)")]
    public async Task Read_NoAccountInCloudmoreAndRowsThatCannotBeToldApart_AreFaults(string name, string number, string otherName, string otherNumber, string field, string found)
    {
        await WriteAsync(Headings, Row("Contoso", "1001"), Row(name, number), Row(otherName, otherNumber));

        var faults = (await ReadFileAsync(isComplete: false)).SelectMany(part => part.Faults).Where(fault => fault.Line == "line 3");

        Assert.That(faults, Is.EqualTo(new[] { new LineFault("line 3", field, found, Day) }));
    }

    private Microsoft.Extensions.Logging.Logger<CsvBillSource> Logger => new(new Microsoft.Extensions.Logging.LoggerFactory([logged]));

    private static string Row(string name, string number) =>
        $"2026-10-08,Microsoft CSP,{name},{number},M365 BP,,10,16.90,20.60,169.00,206.00,EUR,p-1,Monthly,,s-1,,,EUR,";

    private Task WriteAsync(params string[] lines) => File.WriteAllLinesAsync(path, lines);

    private async Task<List<ReportedOrganization>> ReadAsync(params string[] rows)
    {
        await WriteAsync([Headings, .. rows]);
        return await ReadFileAsync();
    }

    private Task<List<ReportedOrganization>> ReadFileAsync() => ReadFileAsync(isComplete: true);

    private async Task<List<ReportedOrganization>> ReadFileAsync(bool isComplete) => await CloudmoreSetup.AllAsync((await OpenAsync(isComplete)).Organizations);

    private Task<BillReport> OpenAsync(bool isComplete = true) =>
        new CsvBillSource(path, _ => Task.FromResult(new OrganizationDirectory(Known, isComplete)), options, Logger).OpenAsync(CloudmoreSetup.First, CloudmoreSetup.Last, CancellationToken.None);
}
