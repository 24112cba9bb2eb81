using System.Text.Json;
using CloudmoreAutotask.Applying;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Notifying;
using CloudmoreAutotask.Planning;
using CloudmoreAutotask.Simulators.Autotask;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Autotask;
using CloudmoreAutotask.Tests.Export;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Notifying;

/// <summary>The note of the day, after whole exports, to a webhook over HTTP.</summary>
public sealed class DailyNoteTests
{
    private static readonly DateOnly October8 = new(2026, 10, 8);

    private ExportHarness _export = null!;
    private WebhookReceiver _webhook = null!;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        _webhook = await WebhookReceiver.StartAsync();
        _export.Settings["Notify:WebhookUrl"] = _webhook.Address.ToString();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _webhook.DisposeAsync();
        await _export.DisposeAsync();
    }

    [Test]
    public async Task Send_AfterAnExport_TellsWhatWasExportedAndWhatWaits()
    {
        _export.Organization("Fabrikam").Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m)]);
        _export.Organization("<script>", mapped: false).Bill([BrokerLine.Of(October8, "S2", "P1", 3, 14m, 20.50m)]);

        await RunAndSendAsync("2026-10-09");

        Assert.That(_webhook.Messages, Has.Count.EqualTo(1));
        var texts = Texts(_webhook.Messages.Single());
        Assert.That(texts[0], Is.EqualTo("1 bill needs a person"));
        Assert.That(texts[1], Is.EqualTo("Exported for 1 organization: Created 1; 200.00 EUR in Autotask."));
        Assert.That(texts[2], Does.StartWith("<script>, 2026-10: Unmapped, 61.50 EUR (1.98 EUR a day). "));
        Assert.That(texts, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Send_SecondTimeOnADay_SendsNothing()
    {
        _export.Organization("Fabrikam").Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m)]);
        await RunAndSendAsync("2026-10-09");

        await SendAsync("2026-10-09");
        await RunAndSendAsync("2026-10-09");

        Assert.That(_webhook.Messages, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Send_DayWithoutNews_IsQuiet()
    {
        _export.Organization("Fabrikam").Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m)]);
        await RunAndSendAsync("2026-10-09");

        await RunAndSendAsync("2026-10-10");

        Assert.That(_webhook.Messages, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Send_SomethingStillWaits_SaysSoAgainTheNextDay()
    {
        _export.Organization("Fabrikam", mapped: false).Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m)]);
        await RunAndSendAsync("2026-10-09");

        await RunAndSendAsync("2026-10-10");

        Assert.That(_webhook.Messages.Select(message => Texts(message)[0]), Is.EqualTo(new[] { "1 bill needs a person", "1 bill needs a person" }));
        Assert.That(Texts(_webhook.Messages.Last())[1], Does.StartWith("Fabrikam, 2026-10: Unmapped, 200.00 EUR"));
    }

    [Test]
    public async Task Send_BillTakenBack_SaysSoOnceAndThePageGoesOnSayingSo()
    {
        _export.Tenant.Rules.SecondAdjustments = SecondAdjustment.Accept;
        _export.Organization("Contoso").Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m)]);
        _export.Organization("Fabrikam", mapped: false).Bill([BrokerLine.Of(October8, "S2", "P1", 1, 14m, 20m)]);
        await RunAndSendAsync("2026-10-09");
        var planId = await UseAsync("2026-10-09", provider => provider.GetRequiredService<BillUndos>().PlanAsync(
            BillMonth.Of(October8), TableKey.Of(_export.Cloudmore.Broker.Organizations[0].Id), new PlanUndo("Ada", "wrong customer"), CancellationToken.None));
        // Asked for before the note of the 10th, done before that of the 11th.
        await RunAndSendAsync("2026-10-10");
        await UseAsync("2026-10-11", async provider =>
        {
            await provider.GetRequiredService<PlanDecisions>().ApproveAsync(planId, "Ada", "", CancellationToken.None);
            await _export.PumpAsync(provider);
            return true;
        });
        await RunAndSendAsync("2026-10-11");

        await RunAndSendAsync("2026-10-12");

        var notes = _webhook.Messages.Select(Texts).ToList();
        Assert.That(notes.Select(note => note[0]), Is.EqualTo(new[] { "1 bill needs a person", "1 bill needs a person", "2 bills need a person", "1 bill needs a person" }));
        Assert.That(notes[2], Has.Some.StartWith("Contoso, 2026-10: Held, 200.00 EUR").And.Some.Contains("Undone by Ada"));
        Assert.That(notes[3], Has.None.Contains("Contoso"));
        var month = await UseAsync("2026-10-12", provider => provider.GetRequiredService<BillViews>().MonthAsync(BillMonth.Of(October8), CancellationToken.None));
        Assert.That(month!.Waiting.Select(item => item.OrganizationName), Is.EqualTo(new[] { "Contoso", "Fabrikam" }));
    }

    [Test]
    public async Task Send_ExportIsAtWork_WaitsForItsEnd()
    {
        _export.Organization("Fabrikam").Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m)]);
        await using var provider = _export.Build("2026-10-09");
        await provider.GetRequiredService<BillDetector>().DetectAsync(CancellationToken.None);

        await provider.GetRequiredService<DailyNote>().SendAsync(CancellationToken.None);
        Assert.That(_webhook.Messages, Is.Empty);

        await _export.PumpAsync(provider);
        await provider.GetRequiredService<DailyNote>().SendAsync(CancellationToken.None);
        Assert.That(_webhook.Messages, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Send_NoRunForMoreThanADay_TellsThat()
    {
        await RunAndSendAsync("2026-10-09");
        Assert.That(_webhook.Messages, Is.Empty, "nothing was exported, and nothing is wrong");

        await SendAsync("2026-10-10");
        Assert.That(_webhook.Messages, Is.Empty, "today's run may still come");

        await SendAsync("2026-10-11");
        Assert.That(Texts(_webhook.Messages.Single()), Has.Some.Contains("more than 26 hours ago"));
    }

    [Test]
    public async Task Send_WebhookIsGone_TriesAgainLaterAndTellsAll()
    {
        _export.Organization("Fabrikam").Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m)]);
        _webhook.Status = StatusCodes.Status404NotFound;
        await RunAndSendAsync("2026-10-09");

        await SendAsync("2026-10-09");
        Assert.That(_webhook.Messages, Has.Count.EqualTo(1), "not tried again at once");

        _webhook.Status = StatusCodes.Status200OK;
        await RunAndSendAsync("2026-10-10");

        Assert.That(Texts(_webhook.Messages.Last())[1], Is.EqualTo("Exported for 1 organization: Created 1; 200.00 EUR in Autotask."));
    }

    [Test]
    public async Task Send_WebhookSendsOnToAPage_IsNotTakenAsTold()
    {
        _export.Organization("Fabrikam").Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m)]);
        _webhook.IsElsewhere = true;
        await RunAndSendAsync("2026-10-09");

        _webhook.IsElsewhere = false;
        await RunAndSendAsync("2026-10-10");

        Assert.That(_webhook.Messages, Has.Count.EqualTo(2));
        Assert.That(Texts(_webhook.Messages.Last())[1], Does.StartWith("Exported for 1 organization: Created 1;"));
    }

    [Test]
    public async Task Send_ProcessEndsBeforeTheAnswer_IsNotSentAgainAtOnce()
    {
        _export.Organization("Fabrikam").Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m)]);
        using var end = new CancellationTokenSource();
        _webhook.Taken = end.CancelAsync;
        await _export.RunAsync("2026-10-09");
        await using var provider = _export.Build("2026-10-09");

        Assert.That(async () => await provider.GetRequiredService<DailyNote>().SendAsync(end.Token), Throws.InstanceOf<OperationCanceledException>());
        await SendAsync("2026-10-09");

        Assert.That(_webhook.Messages, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Send_BillIsDoneInPart_CountsItWhenAllOfItIsDone()
    {
        var fabrikam = _export.Organization("Fabrikam");
        fabrikam.Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m), BrokerLine.Of(October8, "S2", "P1", 1.5m, 14m, 20m)]);
        await RunAndSendAsync("2026-10-09");
        await RunAndSendAsync("2026-10-10");

        fabrikam.Lines = [BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m), BrokerLine.Of(October8, "S2", "P1", 2, 14m, 20m)];
        await RunAndSendAsync("2026-10-11");

        var texts = _webhook.Messages.Select(Texts).ToList();
        Assert.That(texts.Take(2).Select(note => note[1]), Is.All.StartWith("Fabrikam, 2026-10: Held, 30.00 EUR"));
        Assert.That(texts[2], Is.EqualTo(new[] { "Bills were exported", "Exported for 1 organization: Created 1, Unchanged 1; 240.00 EUR in Autotask." }));
    }

    [Test]
    public async Task Send_WebhookIsSetLater_TellsNothingOfDaysBefore()
    {
        _export.Organization("Fabrikam").Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m)]);
        _export.Settings.Remove("Notify:WebhookUrl");
        await RunAndSendAsync("2026-10-09");

        _export.Settings["Notify:WebhookUrl"] = _webhook.Address.ToString();
        await RunAndSendAsync("2026-10-10");

        Assert.That(_webhook.Messages, Is.Empty);
    }

    [Test]
    public async Task Send_NoRunHasEndedWellYet_TellsThatAfterADay()
    {
        await SendAsync("2026-10-09");
        await SendAsync("2026-10-10");
        Assert.That(_webhook.Messages, Is.Empty, "the first run may still come");

        await SendAsync("2026-10-11");

        Assert.That(Texts(_webhook.Messages.Single()), Is.EqualTo(new[] { "The export needs a look", "No run has ended well yet." }));
    }

    [TestCase(StatusCodes.Status202Accepted)]
    [TestCase(StatusCodes.Status410Gone)]
    public async Task Send_Always_KeepsTheAddressOutOfTheLog(int status)
    {
        using var log = new LogLines();
        _export.LogLevel = LogLevel.Trace;
        _export.Before = services => services.AddLogging(logging => logging.AddProvider(log));
        _export.Organization("Fabrikam").Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m)]);
        _webhook.Status = status;

        await RunAndSendAsync("2026-10-09");

        Assert.That(log.Lines, Has.Some.Contains("note of the day").And.None.Contains("a-secret-part"));
    }

    [Test]
    public async Task Send_WithoutAWebhook_TellsNobody()
    {
        _export.Settings.Remove("Notify:WebhookUrl");
        _export.Organization("Fabrikam").Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m)]);

        await RunAndSendAsync("2026-10-09");

        Assert.That(_webhook.Messages, Is.Empty);
    }

    [Test]
    public async Task Send_AddressIsNoWebAddress_ExportsAllTheSame()
    {
        _export.Settings["Notify:WebhookUrl"] = "hooks";
        _export.Organization("Fabrikam").Bill([BrokerLine.Of(October8, "S1", "P1", 10, 14m, 20m)]);

        await RunAndSendAsync("2026-10-09");

        await using var provider = _export.Build("2026-10-09");
        var outcomes = await provider.GetRequiredService<ExportTables>().Outcomes.ListAllAsync(CancellationToken.None);
        Assert.That(outcomes.Select(outcome => outcome.Outcome), Is.EqualTo(new[] { Outcome.Created }));
    }

    private async Task<T> UseAsync<T>(string day, Func<IServiceProvider, Task<T>> use)
    {
        await using var provider = _export.Build(day);
        return await use(provider);
    }

    private async Task RunAndSendAsync(string day)
    {
        await _export.RunAsync(day);
        Assert.That(_export.Failures, Is.Empty);
        await SendAsync(day);
    }

    private async Task SendAsync(string day)
    {
        await using var provider = _export.Build(day);
        await provider.GetRequiredService<DailyNote>().SendAsync(CancellationToken.None);
    }

    private static List<string> Texts(JsonElement message)
    {
        var attachment = message.GetProperty("attachments")[0];
        Assert.That(attachment.GetProperty("contentType").GetString(), Is.EqualTo("application/vnd.microsoft.card.adaptive"));
        return [.. attachment.GetProperty("content").GetProperty("body").EnumerateArray().Select(block => block.GetProperty("inlines")[0].GetProperty("text").GetString()!)];
    }
}
