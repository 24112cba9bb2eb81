using System.Text;
using Azure.Storage.Queues;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Browser;

/// <summary>What a person does on the page once a month, in a real browser.</summary>
public sealed class PageTests
{
    private const string Script = "<script>alert(1)</script>";
    private const string Formula = "=1+1";
    private const string October9 = "2026-10-09";
    private static readonly DateOnly October8 = new(2026, 10, 8);

    private PageBench _bench = null!;

    private IPage Page => _bench.Page;

    [SetUp]
    public async Task SetUp() => _bench = await PageBench.StartAsync();

    [TearDown]
    public async Task TearDown() => await _bench.DisposeAsync();

    [Test]
    public async Task Look_FirstTime_TellsMoneyWhatWaitsAndWhyOnEveryPage()
    {
        _bench.Routes.Export.Organization(Script).Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        _bench.Routes.Export.Organization(Formula, mapped: false).Bill(BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 31m));
        await _bench.Routes.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);

        await Page.GotoAsync("/");
        var start = await _bench.TextAsync();
        await _bench.UnlockAsync();
        var findings = new List<string>();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            foreach (var address in new[] { "/", "/companies", "/failed", "/doctor", "/audit", "/key" })
            {
                await Page.GotoAsync(address);
                findings.AddRange(await _bench.SeriousFindingsAsync());
            }

            await Page.GotoAsync("/");
            await _bench.FollowAsync(Script);
            findings.AddRange(await _bench.SeriousFindingsAsync());
        }

        var organization = await _bench.TextAsync();
        await Page.SetViewportSizeAsync(360, 700);
        var wide = new List<string>();
        foreach (var address in new[] { "/", "/companies", "/failed", "/doctor", "/audit", "/key", new Uri(Page.Url).PathAndQuery })
        {
            await Page.GotoAsync(address);
            if (await IsWiderThanTheScreenAsync())
                wide.Add(address);
            findings.AddRange(await _bench.SeriousFindingsAsync());
        }

        Assert.That(start, Does.Contain("October 2026").And.Contain("299.00 EUR").And.Contain("206.00 EUR").And.Contain("93.00 EUR, that is 3.00 a day").And.Contain(Script).And.Contain(Formula));
        Assert.That(organization, Does.Contain("10 × 20.60 = 206.00").And.Contain("the highest quantity").And.Contain("Contract").And.Contain("units and price set"));
        Assert.That(findings, Is.Empty);
        Assert.That(wide, Is.Empty, "a narrow screen is scrolled down only");
    }

    [Test]
    public async Task Plan_Approved_IsWrittenAfterItWasShown()
    {
        _bench.Routes.Export.Settings["Export:Mode"] = "Approve";
        _bench.Routes.Export.Organization(Script).Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _bench.Routes.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        await Page.GotoAsync("/");
        await _bench.UnlockAsync();
        await _bench.FollowAsync("Look at the plan");
        var plan = await _bench.TextAsync();
        var findings = await _bench.SeriousFindingsAsync();

        await Page.Locator("#why-approve").FillAsync("looked at");
        await _bench.ClickAsync("Approve: write it");
        var notice = await Page.GetByRole(AriaRole.Status).InnerTextAsync();
        await _bench.WorkAsync();

        Assert.That(plan, Does.Contain("0.00").And.Contain("+206.00 EUR").And.Contain("10 units at 20.60"));
        Assert.That(findings, Is.Empty);
        Assert.That(notice, Does.StartWith("The plan is approved"));
        Assert.That(await _bench.TextAsync(), Does.Contain("Nothing waits for anybody."));
        await Page.GotoAsync("/audit");
        Assert.That(await _bench.TextAsync(), Does.Contain("Ada").And.Contain("approve a plan").And.Contain($"{Script}, plan 2026-10/").And.Contain("looked at").And.Contain("done"));
    }

    [Test]
    public async Task Bill_UndoneAfterItsPlanWasApproved_WaitsUntilItIsExportedAgain()
    {
        _bench.Routes.Export.Tenant.Rules.SecondAdjustments = SecondAdjustment.Accept;
        _bench.Routes.Export.Organization(Script).Bill(
            BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m), BrokerLine.Of(October8, "A1", "Azure plan", 1, 80m, 100.10m) with { ServiceName = "Microsoft Azure" });
        await _bench.Routes.Export.RunAsync(October9);
        _bench.Routes.Export.Tenant.BillCharge(_bench.Routes.Export.Tenant.AllCharges.Single().Id);
        await _bench.OpenAsync(October9);
        await Page.GotoAsync("/");
        await _bench.UnlockAsync();
        await _bench.FollowAsync(Script);

        await Page.GetByText("Undo this bill").ClickAsync();
        await Page.Locator("#why-undo").FillAsync("wrong customer");
        await _bench.ClickAsync("Make the plan");
        var plan = await _bench.TextAsync();
        var findings = await _bench.SeriousFindingsAsync();
        await _bench.ClickAsync("Approve: write it");
        await _bench.Routes.PumpAsync();
        await Page.GotoAsync("/");
        var month = await _bench.TextAsync();
        await _bench.FollowAsync(Script);
        var undone = await _bench.TextAsync();
        findings = [.. findings, .. await _bench.SeriousFindingsAsync()];
        await _bench.ClickAsync("Export the bill again");
        var notice = await Page.GetByRole(AriaRole.Status).InnerTextAsync();
        await _bench.WorkAsync();

        Assert.That(plan, Does.Contain($"Undo the bill of {Script}").And.Contain("Asked for by Ada: wrong customer. Once").And.Contain("back to 0 units").And.Contain("−206.00 EUR").And.Contain("What cannot be undone").And.Contain("Credit EUR 100.10 to the customer in Autotask."));
        Assert.That(month, Does.Contain("Undone by Ada, asked for on 2026-10-09: wrong customer.").And.Contain("Replay the bill to export it again."));
        Assert.That(undone, Does.Contain("Taken back for Ada").And.Contain("wrong customer"));
        Assert.That(notice, Does.StartWith("The undo is taken away"));
        Assert.That(findings, Is.Empty);
        await Page.GotoAsync("/");
        Assert.That(await _bench.TextAsync(), Does.Contain("Nothing waits for anybody.").And.Contain("306.10 EUR"));
        await Page.GotoAsync("/audit");
        Assert.That(await _bench.TextAsync(), Does.Contain("plan to undo a bill").And.Contain("replay an undone bill"));
    }

    [Test]
    public async Task Fuse_Released_LetsTheBillGo()
    {
        _bench.Routes.Export.Settings["Fuses:GrowthAmount"] = "100";
        var contoso = _bench.Routes.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 1, 16.90m, 20.60m));
        await _bench.Routes.Export.RunAsync(October9);
        contoso.Bill(BrokerLine.Of(new DateOnly(2026, 11, 8), "S1", "P1", 50, 16.90m, 20.60m));
        await _bench.Routes.Export.RunAsync("2026-11-09");
        await _bench.OpenAsync("2026-11-09");
        await Page.GotoAsync("/");
        await _bench.UnlockAsync();

        await _bench.ClickAsync("Release the fuse");
        await _bench.WorkAsync();

        Assert.That(await _bench.TextAsync(), Does.Contain("Nothing waits for anybody.").And.Contain("1,030.00"));
    }

    [Test]
    public async Task Organization_MappedByItsCandidate_IsExported()
    {
        _bench.Routes.Export.Tenant.AddCompany(Formula);
        _bench.Routes.Export.Cloudmore.Broker.Add(Formula).Bill(BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 20m));
        await _bench.Routes.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        await Page.GotoAsync("/");
        await _bench.UnlockAsync();

        await _bench.FollowAsync("Say which company it is");
        await _bench.ClickAsync("(same name)");
        await _bench.WorkAsync();
        await Page.GotoAsync("/");

        Assert.That(await _bench.TextAsync(), Does.Contain("Nothing waits for anybody.").And.Contain("60.00 EUR"));
        Assert.That(_bench.Routes.Export.Tenant.AllContracts, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Subscription_LockedAndUnlocked_IsLeftAloneMeanwhile()
    {
        _bench.Routes.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _bench.Routes.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        await Page.GotoAsync("/");
        await _bench.UnlockAsync();
        await _bench.FollowAsync("Contoso");

        await Page.GetByText("Lock", new PageGetByTextOptions { Exact = false }).First.ClickAsync();
        await Page.Locator("#lock-why-0").FillAsync("in dispute");
        await Page.Locator("#lock-until-0").FillAsync("2026-12-31");
        await _bench.ClickAsync("Lock");
        var locked = await _bench.TextAsync();
        await Page.Locator(".subscription summary").First.ClickAsync();
        await _bench.ClickAsync("Unlock");

        Assert.That(locked, Does.Contain("Locked by Ada until 2026-12-31: in dispute"));
        Assert.That(await _bench.TextAsync(), Does.Not.Contain("Locked by"));
    }

    [Test]
    public async Task Failed_MessageThatBelongsToNoBill_IsDiscardedWithAReason()
    {
        await _bench.OpenAsync(October9);
        var poison = new Azure.Storage.Queues.QueueClient(_bench.Routes.Export.ConnectionString, "export-plans-poison");
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync(Script);
        await Page.GotoAsync("/failed");
        await _bench.UnlockAsync();

        await Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await Page.GetByLabel("Why").FillAsync("a test of somebody else");
        await _bench.ClickAsync("Discard the chosen");
        var discarded = await _bench.TextAsync();
        await _bench.FollowAsync("What people did");

        Assert.That(discarded, Does.Contain("The message is discarded.").And.Contain("Nothing failed."));
        Assert.That(await _bench.TextAsync(), Does.Contain("discard a failed message").And.Contain($"export-plans: {Script}").And.Contain("a test of somebody else"));
    }

    [Test]
    public async Task Failed_SentAgain_IsExported()
    {
        _bench.Routes.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _bench.OpenAsync(October9);
        await _bench.Routes.Services.GetRequiredService<BillDetector>().DetectAsync(CancellationToken.None);
        await PoisonAsync();
        await Page.GotoAsync("/");
        var start = await _bench.TextAsync();
        await _bench.UnlockAsync();
        await Page.GotoAsync("/failed");

        await Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await _bench.ClickAsync("Send the chosen again");
        var sent = await _bench.TextAsync();
        await _bench.Routes.PumpAsync();
        await Page.GotoAsync("/");

        Assert.That(start, Does.Contain("organization-bills-poison holds 1 message that failed"));
        Assert.That(sent, Does.Contain("is sent again").And.Contain("Nothing failed."));
        Assert.That(await _bench.TextAsync(), Does.Contain("206.00 EUR").And.Contain("Nothing waits for anybody."));
    }

    [Test]
    public async Task Csv_OfAMonth_HoldsNumbersAndNoFormula()
    {
        _bench.Routes.Export.Organization(Formula, mapped: false).Bill(BrokerLine.Of(October8, "S2", "P1", 3, 16.90m, 31m), BrokerLine.Of(October8, "S3", "P1", -1, 16.90m, 31m));
        await _bench.Routes.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        await Page.GotoAsync("/");

        var download = await Page.RunAndWaitForDownloadAsync(() => _bench.Link("subscriptions").ClickAsync());
        var text = await File.ReadAllTextAsync(await download.PathAsync(), Encoding.UTF8);

        Assert.That(download.SuggestedFilename, Is.EqualTo("subscriptions-2026-10.csv"));
        Assert.That(text, Does.Contain("\"'=1+1\"").And.Contain(",93.00,0,93.00,").Or.Contain(",93,0,93,"));
        Assert.That(text, Does.Not.Contain(",=1+1"));
    }

    [Test]
    public async Task Proof_AfterARun_IsOnTheMonthAndNamesMoneyThatNobodyLooksAfter()
    {
        var (export, tenant) = (_bench.Routes.Export, _bench.Routes.Export.Tenant);
        var catalogue = tenant.AddService("Product", 5m, 3m);
        var left = tenant.AddCompany("Left");
        tenant.AddContractService(tenant.AddContract(left, Script, new DateOnly(2026, 1, 1), new DateOnly(2028, 12, 31), subscriptionId: Formula), catalogue, 5m, 3m, units: 4);
        export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        export.Organization(Script).Bill(BrokerLine.Of(October8, "S2", "P1", 2, 16.90m, 20.60m));
        export.Organization(Formula, mapped: false).Bill(BrokerLine.Of(October8, "S3", "P1", 3, 16.90m, 31m));
        await export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        await _bench.Routes.Services.GetRequiredService<RunProofs>().ProveDueAsync(CancellationToken.None);
        await Page.GotoAsync("/");
        var month = await _bench.TextAsync();
        var inactive = tenant.AllContracts.Single(contract => contract.SubscriptionId == "S1");
        tenant.EditByHand("Contracts", inactive.Id, "status", 0);
        tenant.AdjustByHand(tenant.AllContractServices.Single(service => service.ContractId == inactive.Id).Id, 1, new DateOnly(2026, 10, 16));

        await _bench.FollowAsync("Prove it again");
        var proof = await _bench.TextAsync();
        var findings = await _bench.SeriousFindingsAsync();
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        findings = [.. findings, .. await _bench.SeriousFindingsAsync()];
        await Page.SetViewportSizeAsync(390, 700);
        var isWider = await IsWiderThanTheScreenAsync();
        var (differs, hunted) = (await SaveAsync("what differs"), await SaveAsync("money that nobody looks after"));
        await Page.GotoAsync("/");

        Assert.That(month, Does.Contain("2 of 2 agree").And.Contain("Autotask was read back 2026-10-09 04:00 UTC"));
        Assert.That(proof, Does.Contain("1 of 2 agree").And.Contain("206.00 EUR").And.Contain("By itself the product last did so 2026-10-09 04:00 UTC").And.Contain(Script));
        Assert.That(proof, Does.Contain("240.00").And.Contain("1,116.00 EUR").And.Contain("2,719."), "what a year costs: forgotten, without a contract, inactive");
        Assert.That((findings, isWider), Is.EqualTo((Array.Empty<string>(), false)));
        Assert.That(differs.Split('\n')[1], Does.Contain("Contoso").And.Contain(",EUR,206").And.Not.Contain("\"206"));
        Assert.That(hunted, Does.Contain("'=1+1").And.Not.Contain(",=1+1").And.Contain(",240").And.Contain("inactive contract that still bills"));
        Assert.That(await _bench.TextAsync(), Does.Contain("1 of 2 agree").And.Contain("The proof of 2026-10 says: 1 of 2 agree."));

        async Task<string> SaveAsync(string link)
        {
            var download = await Page.RunAndWaitForDownloadAsync(() => _bench.Link(link).ClickAsync());
            return await File.ReadAllTextAsync(await download.PathAsync(), Encoding.UTF8);
        }
    }

    [Test]
    public async Task Keyboard_TabByTab_ShowsWhereTheFocusIs()
    {
        _bench.Routes.Export.Organization("Contoso").Bill(BrokerLine.Of(October8, "S1", "P1", 10, 16.90m, 20.60m));
        await _bench.Routes.Export.RunAsync(October9);
        await _bench.OpenAsync(October9);
        await Page.GotoAsync("/");
        var (stops, unseen) = (new List<string>(), new List<string>());
        for (var stop = await PressTabAsync(); stop.Text.Length > 0 && stops.Count < 40; stop = await PressTabAsync())
        {
            stops.Add(stop.Text);
            if (stop.Outline is "none" or "0px")
                unseen.Add(stop.Text);
        }

        Assert.That(stops.Take(3), Is.EqualTo(new[] { "Skip to the content", "Cloudmore →to Autotask", "Bills" }));
        Assert.That(stops, Does.Contain("Prove it: read Autotask back and compare").And.Contain("Contoso").And.Contain("subscriptions"));
        Assert.That(unseen, Is.Empty);
        await Page.GotoAsync("/");
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Enter");
        Assert.That(await Page.EvaluateAsync<string>("() => document.activeElement.id"), Is.EqualTo("main"));

        async Task<(string Text, string Outline)> PressTabAsync()
        {
            await Page.Keyboard.PressAsync("Tab");
            var found = await Page.EvaluateAsync<string[]>("""
                () => document.activeElement === document.body ? ['', ''] : [(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim().replace(/\s+/g, ' '), getComputedStyle(document.activeElement).outlineStyle]
                """);
            return (found[0], found[1]);
        }
    }

    [Test]
    public async Task Key_WrongOne_ChangesNothing()
    {
        await _bench.OpenAsync(October9);
        await Page.GotoAsync("/");

        await _bench.UnlockAsync(key: "wrong");

        Assert.That(await _bench.TextAsync(), Does.Contain("key: It is not the right one."));
        await Page.GotoAsync("/");
        Assert.That(await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Run now" }).CountAsync(), Is.Zero);
    }

    private Task<bool> IsWiderThanTheScreenAsync() => Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth");

    private async Task PoisonAsync()
    {
        var account = new QueueServiceClient(_bench.Routes.Export.ConnectionString);
        var (queue, poison) = (account.GetQueueClient(ExportQueues.OrganizationBillsName), account.GetQueueClient(ExportQueues.PoisonOf(ExportQueues.OrganizationBillsName)));
        await poison.CreateIfNotExistsAsync();
        foreach (var message in (await queue.ReceiveMessagesAsync(32)).Value)
        {
            await poison.SendMessageAsync(message.Body);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }
}
