using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using CloudmoreAutotask.Planning;

namespace CloudmoreAutotask.Notifying;

/// <summary>
/// A note as the JSON that a webhook takes: an adaptive card for Teams (Microsoft, "Create incoming webhooks with Workflows"), blocks for Slack (Slack, "Sending messages using
/// incoming webhooks").
/// </summary>
internal static class NoteCard
{
    // Slack takes 3,000 characters in a block, Teams 28 KB in a message. The page has all of it.
    private const int LongestLine = 1000;

    private static readonly string[] SlackHosts = ["slack.com", "slack-gov.com"];

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The message for the webhook at that address.</summary>
    public static string For(Uri webhook, Note note) => (IsSlack(webhook) ? Slack(note) : Teams(note)).ToJsonString(Plain);

    private static bool IsSlack(Uri webhook) =>
        SlackHosts.Any(host => webhook.Host.Equals(host, StringComparison.OrdinalIgnoreCase) || webhook.Host.EndsWith($".{host}", StringComparison.OrdinalIgnoreCase));

    private static JsonObject Teams(Note note)
    {
        var body = new JsonArray { Block(NoteText.Title(note), isTitle: true) };
        foreach (var line in Lines(note))
            body.Add(Block(line, isTitle: false));
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = body,
        };
        if (note.Page is { } page)
            card["actions"] = new JsonArray { new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Open the page", ["url"] = page.AbsoluteUri } };
        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray { new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = card } },
        };

        // Names come from others: as a run of text they are shown as they are, without Markdown.
        static JsonObject Block(string text, bool isTitle) => new()
        {
            ["type"] = "RichTextBlock",
            ["inlines"] = new JsonArray { new JsonObject { ["type"] = "TextRun", ["text"] = text, ["weight"] = isTitle ? "Bolder" : "Default", ["size"] = isTitle ? "Medium" : "Default" } },
        };
    }

    private static JsonObject Slack(Note note)
    {
        var blocks = new JsonArray { new JsonObject { ["type"] = "header", ["text"] = Text(NoteText.Title(note)) } };
        foreach (var line in Lines(note))
            blocks.Add(new JsonObject { ["type"] = "section", ["text"] = Text(line) });
        if (note.Page is { } page)
            blocks.Add(new JsonObject { ["type"] = "section", ["text"] = Text(page.AbsoluteUri) });
        return new JsonObject { ["text"] = Escape(NoteText.Title(note)), ["blocks"] = blocks };

        static JsonObject Text(string text) => new() { ["type"] = "plain_text", ["text"] = text, ["emoji"] = false };
    }

    // The fallback text is read for links and mentions (Slack, "Formatting text for app surfaces").
    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static IEnumerable<string> Lines(Note note) => note.Problems.Append(NoteText.Exported(note)).Concat(NoteText.Waiting(note)).Where(line => line.Length > 0)
        .Select(line => line.Length > LongestLine ? $"{ContractKeys.Cut(line, LongestLine)}…" : line);
}
