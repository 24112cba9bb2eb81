using CloudmoreAutotask.Simulators.Cloudmore;
using Microsoft.Playwright;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Browser;

/// <summary>The month's page as a person's first look: what waits, in which month, and a run in a mode of its own.</summary>
public sealed class MonthPageTests
{
    private const string October9 = "2026-10-09";
    private const string Script = "<script>alert(1)</script>";
    private static readonly DateOnly October8 = new(2026, 10, 8);

    private PageBench _bench = null!;

    private IPage Page => _bench.Page;

    [SetUp]
    public async Task SetUp() => _bench = await PageBench.StartAsync();

    [TearDown]
    public async Task TearDown() => await _bench.DisposeAsync();

    [Test]
    public async Task Run_AskedForInAStricterMode_WritesNothing()
    {
        _bench.Routes.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _bench.OpenAsync(October9);
        await Page.GotoAsync("/");
        await _bench.UnlockAsync();
        var modes = await Page.GetByLabel("Mode of this run").Locator("option").AllInnerTextsAsync();
        var findings = await _bench.SeriousFindingsAsync();

        await Page.GetByLabel("Mode of this run").SelectOptionAsync("Shadow");
        await _bench.ClickAsync("Run now");
        var notice = await Page.GetByRole(AriaRole.Status).InnerTextAsync();
        await _bench.WorkAsync();

        Assert.That(modes, Is.EqualTo(new[] { "Automatic: writes at once", "Approve: each plan waits for approval", "Shadow: writes nothing" }));
        Assert.That(findings, Is.Empty);
        Assert.That(notice, Does.StartWith("A run is asked for"));
        Assert.That(_bench.Routes.Export.Autotask.Calls.Writes, Is.Empty);
        Assert.That(await _bench.TextAsync(), Does.Contain("206.00 EUR").And.Contain("1\u00A0Created").And.Contain("goes there with the next run."), "it is told what would be written");
        await Page.GotoAsync("/audit");
        Assert.That(await _bench.TextAsync(), Does.Contain("all organizations, mode Shadow"));
    }

    [TestCase("Approve", new[] { "Approve: each plan waits for approval", "Shadow: writes nothing" })]
    [TestCase("Shadow", new string[0])]
    public async Task Run_SettingIsStricter_OffersNoLooserMode(string setting, string[] expected)
    {
        _bench.Routes.Export.Settings["Export:Mode"] = setting;
        await _bench.OpenAsync(October9);
        await Page.GotoAsync("/");
        await _bench.UnlockAsync();

        Assert.That(await Page.GetByLabel("Mode of this run").Locator("option").AllInnerTextsAsync(), Is.EqualTo(expected));
        Assert.That(await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Run now" }).CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Month_BillsOfAnEarlierMonthWait_LeadsThereAndToTheKey()
    {
        _bench.Routes.Export.Settings["Fuses:GrowthAmount"] = "100";
        var contoso = _bench.Routes.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 1, 16.90m, 20.60m));
        _bench.Routes.Export.Organization(Script, mapped: false).Bill(BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 20m));
        await _bench.Routes.Export.RunAsync(October9);
        contoso.Bill(BrokerLine.Of(new DateOnly(2026, 11, 8), "S1", "P1", 50, 16.90m, 20.60m));
        await _bench.Routes.Export.RunAsync("2026-11-09");
        await _bench.OpenAsync("2026-11-09");
        await Page.GotoAsync("/");
        var month = await _bench.TextAsync();
        var findings = await _bench.SeriousFindingsAsync();

        await _bench.FollowAsync("Give the key to release the fuse");
        var asked = await Page.GetByRole(AriaRole.Heading).First.InnerTextAsync();
        await Page.GotoAsync("/");
        await Page.Locator("main .steps").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "October 2026" }).ClickAsync();

        Assert.That(month, Does.Contain("Other months have more that waits:").And.Contain("October 2026: 60.00 EUR"));
        Assert.That(asked, Is.EqualTo("The key, please"));
        Assert.That(await _bench.TextAsync(), Does.Contain(Script).And.Contain("Say which company it is"));
        Assert.That(findings, Is.Empty);
    }

    [Test]
    public async Task Layout_LongWordsAndTwelveDigits_StayInTheirPlace()
    {
        const string name = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikationsbetriebsgenossenschaftsverwaltungsgebäude";
        _bench.Routes.Export.Settings["Export:Mode"] = "Approve";
        _bench.Routes.Export.Organization(name).Bill(BrokerLine.Of(October8, new string('S', 90), "P1", 1000, 400_000_000m, 411_522_630.04m));
        await _bench.Routes.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        await Page.GotoAsync("/");
        await _bench.FollowAsync("Look at the plan");
        var plan = new Uri(Page.Url).PathAndQuery;
        await _bench.FollowAsync(name);
        var bill = new Uri(Page.Url).PathAndQuery;

        var wrong = new List<string>();
        foreach (var width in new[] { 1280, 390 })
        {
            await Page.SetViewportSizeAsync(width, 800);
            foreach (var address in new[] { "/", bill, plan, "/companies" })
            {
                await Page.GotoAsync(address);
                wrong.AddRange((await Page.EvaluateAsync<string[]>("""
                    () => [
                        ...(document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['the page'] : []),
                        ...[...document.querySelectorAll('.figures dd, tbody th')].filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.textContent),
                    ]
                    """)).Select(what => $"{address} at {width}: {what}"));
            }
        }

        Assert.That(wrong, Is.Empty);
        Assert.That(await _bench.TextAsync(), Does.Contain(name));
    }
}
