using System.Text.Json;
using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.Writing;

namespace CloudmoreAutotask.Simulators.Autotask.Queries;

/// <summary>One operator with its value. A field without a value matches <c>notExist</c> only.</summary>
/// <param name="Holds">Whether a field's value fits.</param>
/// <param name="Values">The only values that fit; null when they cannot be listed.</param>
internal sealed record Comparison(Func<object?, bool> Holds, IReadOnlyCollection<object>? Values = null)
{
    private static readonly string[] Operators =
        ["eq", "noteq", "gt", "gte", "lt", "lte", "beginsWith", "endsWith", "contains", "exist", "notExist", "in", "notIn", "and", "or"];

    private static readonly Comparison Nothing = new(_ => false, []);

    public static string Normalize(string op) =>
        Array.Find(Operators, known => string.Equals(known, op, StringComparison.OrdinalIgnoreCase))
        ?? throw new AutotaskRefusalException($"Invalid query syntax. Unknown operator '{op}'.");

    public static Comparison Create(string op, string field, FieldType type, JsonElement? given)
    {
        if (op is "exist" or "notExist")
        {
            var wanted = op is "exist";
            return new Comparison(value => (value is not null and not "") == wanted);
        }

        if (given is not { } json)
            throw new AutotaskRefusalException($"Invalid query syntax. '{op}' on {field} needs a value.");
        return op is "in" or "notIn" ? CreateList(op, field, type, json) : CreateSingle(op, field, type, json);
    }

    private static Comparison CreateSingle(string op, string field, FieldType type, JsonElement json)
    {
        if (op is "beginsWith" or "endsWith" or "contains" && type is not FieldType.Text)
            throw new AutotaskRefusalException($"Invalid query syntax. '{op}' cannot be used on {field}.");
        if (json.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
            throw new AutotaskRefusalException($"Invalid query syntax. '{op}' on {field} takes one value.");

        // A value of the wrong JSON type is no error: nothing matches. Source: Autotask facts, section 7.1, "string vs number".
        if (Read(field, type, json) is not { } wanted)
            return Nothing;
        return op switch
        {
            "eq" => new Comparison(value => value is not null && Compare(value, wanted) == 0, IsExact(wanted) ? [wanted] : null),
            "noteq" => new Comparison(value => value is not null && Compare(value, wanted) != 0),
            "gt" => new Comparison(value => value is not null && Compare(value, wanted) > 0),
            "gte" => new Comparison(value => value is not null && Compare(value, wanted) >= 0),
            "lt" => new Comparison(value => value is not null && Compare(value, wanted) < 0),
            "lte" => new Comparison(value => value is not null && Compare(value, wanted) <= 0),
            "beginsWith" => new Comparison(value => value is string text && text.StartsWith((string)wanted, StringComparison.OrdinalIgnoreCase)),
            "endsWith" => new Comparison(value => value is string text && text.EndsWith((string)wanted, StringComparison.OrdinalIgnoreCase)),
            _ => new Comparison(value => value is string text && text.Contains((string)wanted, StringComparison.OrdinalIgnoreCase)),
        };
    }

    private static Comparison CreateList(string op, string field, FieldType type, JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Array)
            throw new AutotaskRefusalException($"Invalid query syntax. '{op}' on {field} takes a list.");
        var wanted = new HashSet<object>(ValueComparer.Instance);
        foreach (var item in json.EnumerateArray())
        {
            if (Read(field, type, item) is { } value)
                wanted.Add(value);
        }

        return op is "in"
            ? new Comparison(value => value is not null && wanted.Contains(value), type is FieldType.Instant ? null : wanted)
            : new Comparison(value => value is not null && json.GetArrayLength() > 0 && !wanted.Contains(value));
    }

    /// <summary>The value as rows hold it; null when its JSON type is not the field's.</summary>
    private static object? Read(string field, FieldType type, JsonElement json) => type switch
    {
        FieldType.Int or FieldType.Long => json.ValueKind is JsonValueKind.Number ? ReadWhole(json) : null,
        FieldType.Double => json.ValueKind is JsonValueKind.Number && json.TryGetDecimal(out var number) ? number : null,
        FieldType.Boolean => json.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null },
        FieldType.Text => json.ValueKind is JsonValueKind.String ? json.GetString() : null,
        _ => json.ValueKind is JsonValueKind.String ? ReadDate(field, type, json.GetString()!) : null,
    };

    private static object? ReadWhole(JsonElement json)
    {
        if (json.TryGetInt64(out var whole))
            return whole;
        return json.TryGetDecimal(out var number) ? number : null;
    }

    private static object ReadDate(string field, FieldType type, string text)
    {
        if (FieldText.ReadDay(text) is { } day)
            return day;
        if (FieldText.ReadInstant(text) is not { } instant)
            throw new AutotaskRefusalException($"Invalid query syntax. The value of {field} is not a date.");
        return type is FieldType.Instant ? instant : DateOnly.FromDateTime(instant.UtcDateTime);
    }

    private static bool IsExact(object wanted) => wanted is long or string;

    private static int Compare(object value, object wanted) => (value, wanted) switch
    {
        (string left, string right) => string.Compare(left, right, StringComparison.OrdinalIgnoreCase),
        (long left, decimal right) => ((decimal)left).CompareTo(right),
        (DateTimeOffset left, DateOnly right) => DateOnly.FromDateTime(left.UtcDateTime).CompareTo(right),
        _ => ((IComparable)value).CompareTo(wanted),
    };

    private sealed class ValueComparer : IEqualityComparer<object>
    {
        public static readonly ValueComparer Instance = new();

        public new bool Equals(object? left, object? right) => left is string text && right is string other
            ? string.Equals(text, other, StringComparison.OrdinalIgnoreCase)
            : object.Equals(left, right);

        public int GetHashCode(object value) => value is string text ? text.GetHashCode(StringComparison.OrdinalIgnoreCase) : value.GetHashCode();
    }
}
