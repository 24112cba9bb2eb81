using System.Text.Json;

namespace CloudmoreAutotask.Cloudmore;

/// <summary>Reads a published description of an API (OpenAPI 2 or 3).</summary>
internal static class ApiDescription
{
    /// <summary>The names of the properties of all its models, without regard to case.</summary>
    public static IReadOnlySet<string> PropertyNames(JsonElement description) => Models(description)
        .Select(model => Find(model.Value, "properties")).Where(properties => properties.ValueKind == JsonValueKind.Object)
        .SelectMany(properties => properties.EnumerateObject()).Select(property => property.Name)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<JsonProperty> Models(JsonElement description)
    {
        var models = Find(Find(description, "components"), "schemas");
        models = models.ValueKind == JsonValueKind.Object ? models : Find(description, "definitions");
        return models.ValueKind == JsonValueKind.Object ? models.EnumerateObject() : [];
    }

    private static JsonElement Find(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : default;
}
