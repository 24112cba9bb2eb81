using System.Text.Json;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.LocalHost.Settings;

/// <summary>A <c>local.settings.json</c> as the Azure Functions tools write it: settings by name under <c>Values</c>.</summary>
public static class LocalSettingsFile
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the settings; <c>__</c> in a name is the same as <c>:</c>.</summary>
    /// <exception cref="MustFixException">The file is missing or not usable.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw new MustFixException($"The settings file '{path}' cannot be used: {wrong.Message}", wrong);
        }
    }

    private static Dictionary<string, string?> Parse(string json)
    {
        using var document = JsonDocument.Parse(json, Lenient);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new FormatException("it is no JSON object.");
        if (root.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.ValueKind == JsonValueKind.True)
            throw new FormatException("it is encrypted; decrypt it first (func settings decrypt).");
        if (!root.TryGetProperty("Values", out var values) || values.ValueKind != JsonValueKind.Object)
            throw new FormatException("""it has no settings; expected is { "Values": { "Autotask:ApiUsername": "..." } }.""");
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in values.EnumerateObject())
            settings[HostSettings.Name(value.Name)] = Single(value);
        return settings;
    }

    private static string? Single(JsonProperty value) => value.Value.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array =>
            throw new FormatException($"'{value.Name}' is no single value; write its parts one by one, as in 'Export:Services:0:Name'."),
        JsonValueKind.Null => null,
        _ => value.Value.ToString(),
    };
}
