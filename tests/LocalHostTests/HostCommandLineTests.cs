using System.CommandLine;
using System.Globalization;
using CloudmoreAutotask.LocalHost.CommandLine;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

[Parallelizable(ParallelScope.All)]
public sealed class HostCommandLineTests
{
    [Test]
    public async Task Parse_NoOptions_IsTheDemoThatStaysUp()
    {
        Assert.That(await ParseAsync(""), Is.EqualTo(new HostArguments()));
    }

    [Test]
    public async Task Parse_AllOptions_AreUnderstood()
    {
        var arguments = await ParseAsync("--once --port 0 --no-simulators --as-of 2026-10-09T04:00:00Z --settings some.json --bill bill.csv --mappings map.csv");

        Assert.That(arguments, Is.EqualTo(new HostArguments
        {
            Once = true,
            Port = 0,
            NoSimulators = true,
            AsOf = new DateTimeOffset(2026, 10, 9, 4, 0, 0, TimeSpan.Zero),
            SettingsFile = "some.json",
            BillFile = "bill.csv",
            MappingsFile = "map.csv",
        }));
    }

    [TestCase("2026-10-09", "2026-10-09T00:00:00+00:00")]
    [TestCase("2026-10-09T04:30", "2026-10-09T04:30:00+00:00")]
    [TestCase("2026-10-09T04:30:15", "2026-10-09T04:30:15+00:00")]
    [TestCase("2026-10-09T04:30:15.5+02:00", "2026-10-09T02:30:15.5+00:00")]
    public async Task Parse_AsOf_IsUtcUnlessItSaysOtherwise(string text, string expected)
    {
        var arguments = await ParseAsync($"--as-of {text}");

        Assert.That(arguments.AsOf, Is.EqualTo(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture)));
        Assert.That(arguments.AsOf!.Value.Offset, Is.EqualTo(TimeSpan.Zero));
    }

    [TestCase("--as-of tomorrow", "2026-10-09T04:00:00Z")]
    [TestCase("--as-of 09.10.2026", "2026-10-09T04:00:00Z")]
    [TestCase("--port 70000", "65535")]
    [TestCase("--port many", "many")]
    [TestCase("--everything", "--everything")]
    [TestCase("--check --list", "--check and --list")]
    [TestCase("--settings", "--settings")]
    [TestCase("--mappings m.csv", "--mappings only goes with --bill")]
    [TestCase("--apply", "--apply only goes with --read")]
    [TestCase("--check --apply", "--apply only goes with --read")]
    [TestCase("--read", "--read")]
    [TestCase("--read a.csv --list", "--list and --read")]
    public async Task Parse_NonsenseOnTheCommandLine_IsRefusedWithAReason(string line, string reason)
    {
        using var errors = new StringWriter();
        using var output = new StringWriter();
        var root = Create(_ => Assert.Fail("ran"));

        var exit = await root.Parse(line).InvokeAsync(new InvocationConfiguration { Error = errors, Output = output });

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(errors.ToString(), Does.Contain(reason));
    }

    [Test]
    public async Task Parse_Command_IsTheOneAskedFor()
    {
        Assert.That((await ParseAsync("--list")).Command, Is.EqualTo("--list"));
    }

    [TestCase("--read a.csv", false)]
    [TestCase("--read a.csv --apply", true)]
    public async Task Parse_CommandOfAFile_HasTheFile(string line, bool apply)
    {
        Assert.That(await ParseAsync(line), Is.EqualTo(new HostArguments { Command = "--read", CommandFile = "a.csv", Apply = apply }));
    }

    [Test]
    public async Task Help_OptionsThatAreNotThere_AreNotShown()
    {
        using var all = new StringWriter();
        using var few = new StringWriter();

        await Create(_ => { }).Parse("--help").InvokeAsync(new InvocationConfiguration { Output = all });
        await HostCommandLine.Create([], takesBillFile: false, (_, _) => Task.FromResult(0)).Parse("--help").InvokeAsync(new InvocationConfiguration { Output = few });

        Assert.That(all.ToString(), Does.Contain("--bill").And.Contain("--check").And.Contain("--once").And.Contain("--as-of"));
        Assert.That(few.ToString(), Does.Not.Contain("--bill").And.Not.Contain("--check").And.Not.Contain("--mappings").And.Not.Contain("--apply"));
    }

    private static async Task<HostArguments> ParseAsync(string line)
    {
        HostArguments? seen = null;
        var exit = await Create(arguments => seen = arguments).Parse(line).InvokeAsync();
        Assert.That(exit, Is.Zero);
        return seen!;
    }

    private static RootCommand Create(Action<HostArguments> run) => HostCommandLine.Create(
        [new SampleCommand("--check"), new SampleCommand("--list"), new SampleCommand("--read", fileName: "FILE")],
        takesBillFile: true,
        (arguments, _) =>
        {
            run(arguments);
            return Task.FromResult(0);
        });
}
