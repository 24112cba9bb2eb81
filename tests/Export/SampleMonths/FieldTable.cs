using CsvHelper;

namespace CloudmoreAutotask.Tests.Export.SampleMonths;

/// <summary>Rows of named fields, as text, that are told apart by some of them.</summary>
/// <param name="Name">What the rows are.</param>
/// <param name="Keys">The fields that tell rows apart.</param>
/// <param name="Rows">The rows.</param>
internal sealed record FieldTable(string Name, IReadOnlyList<string> Keys, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows)
{
    /// <summary>What is expected: the file of that name in this folder, its fields named by its first line.</summary>
    public static FieldTable Expected(string name, params IReadOnlyList<string> keys)
    {
        using var stream = typeof(FieldTable).Assembly.GetManifestResourceStream(typeof(FieldTable), $"{name}.csv")
            ?? throw new InvalidOperationException($"{name}.csv is not in the test assembly.");
        using var csv = CsvReader.Create(new StreamReader(stream), new CsvReaderOptions { MalformedData = CsvMalformedDataHandling.Throw }, leaveOpen: false);
        csv.ReadHeader();
        var rows = new List<IReadOnlyDictionary<string, string>>();
        while (csv.Read())
            rows.Add(csv.Headers!.Zip(csv.Current.ToArray()).ToDictionary(field => field.First, field => field.Second, StringComparer.Ordinal));
        return new FieldTable(name, keys, rows);
    }

    /// <summary>Changes a field of the rows that the condition picks.</summary>
    public FieldTable With(string field, Func<IReadOnlyDictionary<string, string>, string?> value) => this with
    {
        Rows = [.. Rows.Select(row => value(row) is { } changed ? new Dictionary<string, string>(row, StringComparer.Ordinal) { [field] = changed } : row)],
    };

    /// <summary>Every field that differs, every row that is missing and every row too many, one line each; empty when all is as expected.</summary>
    public IReadOnlyList<string> DifferencesFrom(IEnumerable<IReadOnlyDictionary<string, string>> found)
    {
        var actual = found.ToLookup(KeyOf, StringComparer.Ordinal);
        var expected = Rows.ToDictionary(KeyOf, StringComparer.Ordinal);
        return
        [
            .. expected.SelectMany(row => Differences(row.Key, row.Value, [.. actual[row.Key]])),
            .. actual.Where(rows => !expected.ContainsKey(rows.Key)).Select(rows => $"{Name} {rows.Key}: not expected: {Text(rows.First())}"),
        ];
    }

    private IEnumerable<string> Differences(string key, IReadOnlyDictionary<string, string> expected, IReadOnlyList<IReadOnlyDictionary<string, string>> found) => found switch
    {
        [] => [$"{Name} {key}: missing: {Text(expected)}"],
        [var one] => expected.Where(field => one[field.Key] != field.Value).Select(field => $"{Name} {key}: {field.Key} is '{one[field.Key]}', expected '{field.Value}'"),
        _ => [$"{Name} {key}: {found.Count} times"],
    };

    private string KeyOf(IReadOnlyDictionary<string, string> row) => string.Join(' ', Keys.Select(key => row[key]));

    private static string Text(IReadOnlyDictionary<string, string> row) => string.Join(", ", row.Select(field => $"{field.Key} {field.Value}"));
}
