using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudmoreAutotask.Storage;

/// <summary>How rows, blobs and messages are written: camelCase, enums by name, decimals exact.</summary>
public static class StorageJson
{
    /// <summary>The options of every reader and writer in storage.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    // Made read-only with a resolver, because the first use may be to ask for a type's properties.
    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.AllowReadingFromString,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
