using System.Globalization;
using System.Text.Json;
using CloudmoreAutotask.LocalHost.Queues;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.LocalHost.Settings;

/// <summary>What the local host needs of the Functions app's host.json.</summary>
/// <param name="Queues">How queue triggers behave.</param>
/// <param name="RoutePrefix">What stands before every HTTP function's route, without slashes; may be empty.</param>
public sealed record HostFile(QueueSettings Queues, string RoutePrefix)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the file.</summary>
    /// <exception cref="MustFixException">It is missing or not usable.</exception>
    public static HostFile Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw new MustFixException($"{path} cannot be used: {wrong.Message}", wrong);
        }
    }

    /// <summary>Reads the file's text.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    /// <exception cref="FormatException">A value is not of its kind or out of its range.</exception>
    public static HostFile Parse(string json)
    {
        using var document = JsonDocument.Parse(json, Lenient);
        var queues = Section(document.RootElement, "extensions", "queues");
        var http = Section(document.RootElement, "extensions", "http");
        var standard = new QueueSettings();
        var settings = new QueueSettings
        {
            BatchSize = Number(queues, "batchSize", 1, 32) ?? standard.BatchSize,
            NewBatchThreshold = Number(queues, "newBatchThreshold", 0, 1000),
            VisibilityTimeout = Time(queues, "visibilityTimeout") ?? standard.VisibilityTimeout,
            MaxDequeueCount = Number(queues, "maxDequeueCount", 1, 1000) ?? standard.MaxDequeueCount,
            MaxPollingInterval = Time(queues, "maxPollingInterval") ?? standard.MaxPollingInterval,
            Base64 = Base64(Text(queues, "messageEncoding")),
        };
        return new HostFile(settings, Text(http, "routePrefix")?.Trim('/') ?? "api");
    }

    private static JsonElement? Section(JsonElement root, params string[] path)
    {
        var at = root;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }

        return at;
    }

    private static JsonElement? Value(JsonElement? section, string name) =>
        section is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? section, string name) => Value(section, name)?.ToString();

    private static int? Number(JsonElement? section, string name, int lowest, int highest)
    {
        if (Text(section, name) is not { } text)
            return null;
        var valid = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest;
        return valid ? number : throw new FormatException($"'{name}' is '{text}'; expected is a number from {lowest} to {highest}.");
    }

    private static TimeSpan? Time(JsonElement? section, string name)
    {
        if (Text(section, name) is not { } text)
            return null;
        var valid = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero;
        return valid ? time : throw new FormatException($"'{name}' is '{text}'; expected is a time as in 00:00:30.");
    }

    private static bool Base64(string? encoding) => encoding?.ToUpperInvariant() switch
    {
        null or "BASE64" => true,
        "NONE" => false,
        _ => throw new FormatException($"'messageEncoding' is '{encoding}'; expected is base64 or none."),
    };
}
