using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace CloudmoreAutotask.Bench;

/// <summary>The page <c>tests/Bench/RESULTS.md</c>: a section per part, each with the machine that it was measured on. A part that runs again replaces its section.</summary>
internal static partial class ResultsPage
{
    private const string Head = """
        # Results

        Written by `dotnet run -c Release --project tests/Bench`. Simulators, storage emulator and product share one machine, so times are worth comparing with one another
        only. Calls and ratios do not depend on the machine.


        """;

    /// <summary>Puts the parts' sections on the page.</summary>
    public static async Task SaveAsync(IEnumerable<ResultTable> tables, CancellationToken cancellation)
    {
        var path = Path.Combine(Root(), "tests", "Bench", "RESULTS.md");
        var page = File.Exists(path) ? await File.ReadAllTextAsync(path, cancellation) : Head;
        var sections = Section().Split(page).Skip(1).Select(text => "## " + text.Trim() + "\n").ToList();
        foreach (var table in tables)
        {
            var text = $"{table.ToMarkdown().TrimEnd()}\n\n{Machine()}\n";
            var place = sections.FindIndex(section => section.StartsWith($"## {table.Title}\n", StringComparison.Ordinal));
            if (place < 0)
                sections.Add(text);
            else
                sections[place] = text;
        }

        await File.WriteAllTextAsync(path, Head + string.Join('\n', sections), cancellation);
    }

    /// <summary>The repository's folder.</summary>
    /// <exception cref="InvalidOperationException">The bench was copied away from it.</exception>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CloudmoreAutotask.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The bench runs from its repository only: RESULTS.md is written there.");
    }

    private static string Machine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}: {RuntimeInformation.OSDescription.Split('#')[0].Trim()}, {RuntimeInformation.OSArchitecture}, {Processor()}, {Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB, {RuntimeInformation.FrameworkDescription}.");

    private static string Processor()
    {
        const string Facts = "/proc/cpuinfo";
        var name = File.Exists(Facts) ? File.ReadLines(Facts).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return name?.Split(':', 2)[1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown processor";
    }

    [GeneratedRegex("^## ", RegexOptions.Multiline, 1000)]
    private static partial Regex Section();
}
