using System.Reflection;
using System.Text.RegularExpressions;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Wholesome;

/// <summary>Rules that hold for the whole source tree, whoever adds to it.</summary>
public sealed partial class CodeBaseTests
{
    private const int MostLines = 400;
    private static readonly string Root = FindRoot();

    private static IEnumerable<Type> Sections() =>
        typeof(ExportOptions).Assembly.GetExportedTypes().Where(type => type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true });

    private static IEnumerable<Outcome> Outcomes() => Enum.GetValues<Outcome>();

    [TestCase("shared/Billing")]
    [TestCase("shared/Planning")]
    [TestCase("shared/Applying")]
    [TestCase("shared/Ledger")]
    public void Source_Money_IsNeverBinary(string folder) => Assert.That(Lines(folder).Where(line => BinaryNumber().IsMatch(line.Text)).Select(line => line.Place), Is.Empty);

    [TestCase("shared")]
    [TestCase("functions")]
    public void Source_Time_ComesFromTheTimeProvider(string folder) => Assert.That(Lines(folder).Where(line => MachineTime().IsMatch(line.Text)).Select(line => line.Place), Is.Empty);

    [TestCase("shared")]
    [TestCase("functions")]
    [TestCase("tests")]
    public void Source_File_IsShortEnoughToRead(string folder) =>
        Assert.That(Files(folder).Where(file => File.ReadLines(file).Count() > MostLines).Select(Relative), Is.Empty);

    [TestCaseSource(nameof(Sections))]
    public void Options_Section_IsBoundAndValidatedAtStart(Type section)
    {
        var name = (string)section.GetField("Section")!.GetRawConstantValue()!;
        using var services = new ServiceCollection().AddExportOptions(new ConfigurationBuilder().Build()).BuildServiceProvider();

        var validators = services.GetServices(typeof(IValidateOptions<>).MakeGenericType(section)).ToList();

        Assert.That(validators.Select(validator => validator!.GetType()), Does.Contain(typeof(SettingsValidator<>).MakeGenericType(section)), name);
        Assert.That(services.GetServices(typeof(IConfigureOptions<>).MakeGenericType(section)), Is.Not.Empty, name);
    }

    [Test]
    public void Sections_AreFound() => Assert.That(Sections(), Does.Contain(typeof(ExportOptions)).And.Contain(typeof(AutotaskOptions)));

    [TestCaseSource(nameof(Outcomes))]
    public void Readme_Outcome_SaysWhatItMeansAndWhatToDo(Outcome outcome)
    {
        var row = File.ReadLines(Path.Combine(Root, "README.md")).SingleOrDefault(line => line.StartsWith($"| `{outcome}` |", StringComparison.Ordinal));

        Assert.That(row?.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(3), $"The table of outcomes has no row for {outcome}.");
    }

    [GeneratedRegex(@"\b(double|float)\b|ToDouble|ToSingle|(?<!\w)\d[\d_.]*[dfDF]\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BinaryNumber();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b|\bStopwatch\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MachineTime();

    /// <summary>Lines of code; comments and strings of text may say what they like.</summary>
    private static IEnumerable<(string Place, string Text)> Lines(string folder) =>
        from file in Files(folder)
        from line in File.ReadLines(file).Index()
        where !line.Item.TrimStart().StartsWith("//", StringComparison.Ordinal)
        select ($"{Relative(file)}:{line.Index + 1}", QuotedText().Replace(line.Item, "\"\""));

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QuotedText();

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Relative(file).Split('/').Any(part => part is "obj" or "bin" or "artifacts" or "node_modules"));

    private static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CloudmoreAutotask.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
