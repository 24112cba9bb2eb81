using System.Text;
using System.Text.Json;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Notifying;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Notifying;

/// <summary>What Slack is sent, and what both leave out.</summary>
public sealed class NoteCardTests
{
    private static readonly Uri SlackHook = new("https://hooks.slack.com/services/T0/B0/secret");
    private static readonly Uri TeamsHook = new("https://prod-1.westeurope.logic.azure.example/workflows/1/triggers/manual");

    [Test]
    public void For_Slack_SendsPlainTextThatLinksNothing()
    {
        var card = JsonDocument.Parse(NoteCard.For(SlackHook, Note("<!channel> <https://example.org|here>"))).RootElement;

        var blocks = card.GetProperty("blocks").EnumerateArray().ToList();
        Assert.That(card.GetProperty("text").GetString(), Is.EqualTo("1 bill needs a person"));
        Assert.That(blocks.Select(block => block.GetProperty("text").GetProperty("type").GetString()), Is.All.EqualTo("plain_text"));
        Assert.That(blocks[1].GetProperty("text").GetProperty("text").GetString(), Does.StartWith("<!channel> <https://example.org|here>, 2026-10: Held, 12.40 EUR (0.40 EUR a day). "));
    }

    [Test]
    public void For_Teams_LinksThePage()
    {
        var card = JsonDocument.Parse(NoteCard.For(TeamsHook, Note("Contoso") with { Page = new Uri("https://func.example/") })).RootElement;

        var content = card.GetProperty("attachments")[0].GetProperty("content");
        Assert.That(content.GetProperty("actions")[0].GetProperty("url").GetString(), Is.EqualTo("https://func.example/"));
    }

    [Test]
    public void For_ManyWaiting_NamesTheFirstTenAndCountsTheRest()
    {
        var note = Note("Contoso");
        note = note with { Waiting = [.. Enumerable.Repeat(note.Waiting[0], 13)] };

        var card = JsonDocument.Parse(NoteCard.For(SlackHook, note)).RootElement;

        Assert.That(card.GetProperty("blocks").GetArrayLength(), Is.EqualTo(12));
        Assert.That(card.GetProperty("blocks")[11].GetProperty("text").GetProperty("text").GetString(), Is.EqualTo("… and 3 more on the page."));
    }

    [Test]
    public void For_LongReason_KeepsWithinWhatSlackTakes()
    {
        var card = JsonDocument.Parse(NoteCard.For(SlackHook, Note("x" + string.Concat(Enumerable.Repeat("\U0001F4B6", 2500))))).RootElement;

        Assert.That(card.GetProperty("blocks")[1].GetProperty("text").GetProperty("text").GetString(), Has.Length.AtMost(3000).And.EndsWith("\U0001F4B6…"));
    }

    [Test]
    public void For_ManyLongReasons_KeepsWithinWhatTeamsTakes()
    {
        var note = Note(new string('é', 5000));
        note = note with { Waiting = [.. Enumerable.Repeat(note.Waiting[0], 13)] };

        Assert.That(Encoding.UTF8.GetByteCount(NoteCard.For(TeamsHook, note)), Is.AtMost(28 * 1024));
    }

    [Test]
    public void For_TwoReasonsOfOneBill_SpeaksOfOneBill()
    {
        var note = Note("Contoso");
        note = note with { Waiting = [note.Waiting[0], note.Waiting[0] with { Reason = "No payment frequency." }] };

        Assert.That(NoteText.Title(note), Is.EqualTo("1 bill needs a person"));
    }

    private static Note Note(string organization) => new(
        [],
        new ExportedSince(0, new Dictionary<Outcome, int>(), new Dictionary<string, decimal>(StringComparer.Ordinal)),
        [
            new WaitingView
            {
                Month = BillMonth.Parse("2026-10"), OrganizationId = "o", OrganizationName = organization, Outcome = Outcome.Held, Subscriptions = ["s"], Currency = "EUR",
                Amount = 12.40m, Reason = "Two currencies.", Action = "Ask Cloudmore.",
            },
        ],
        null);
}
