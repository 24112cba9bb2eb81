using CloudmoreAutotask.LocalHost.Output;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

[Parallelizable(ParallelScope.All)]
public sealed class OutcomeTableTests
{
    [Test]
    public void Print_Rows_ShowMoneyAndTotalsByCurrency()
    {
        var text = Print(
            Row("Contoso", "M365 Business Premium", "Created", 1234.5m, 1234.5m),
            Row("Contoso", "Azure plan", "Held", 10.25m, 0m) with { ToDo = "Release it on the page." },
            Row("Fabrikam", "Teams", "Updated", 7m, 6.5m) with { Currency = "NOK" });

        Assert.That(text, Does.Contain("1,234.50 EUR").And.Contain("10.25 EUR").And.Contain("Release it on the page."));
        Assert.That(text, Does.Match(@"EUR\s+1,244\.75\s+1,234\.50\s+10\.25"));
        Assert.That(text, Does.Match(@"NOK\s+7\.00\s+6\.50\s+0\.50"));
        Assert.That(text, Does.Contain("2 organizations, 3 subscriptions: Created 1, Held 1, Updated 1."));
    }

    [Test]
    public void Print_FractionsOfACent_DifferenceIsThatOfTheAmountsShown()
    {
        var text = Print(Row("o", "s", "Created", 2581.285m, 2581.29m));

        Assert.That(text, Does.Not.Contain("0.01").And.Not.Contain("-0.0"));
    }

    [Test]
    public void Print_NothingWorkedOn_SaysSo()
    {
        Assert.That(Print(), Does.Contain("No organization bill was worked on"));
    }

    [TestCase("[red]Contoso[/]", "[red]Contoso[/]")]
    [TestCase("[[link=http://x]]", "[[link=http://x]]")]
    [TestCase("Žižkovské pivovary", "Žižkovské pivovary")]
    [TestCase("株式会社コントソ", "株式会社コントソ")]
    [TestCase("شركة النور", "شركة النور")]
    [TestCase("line\r\nbreak\tand \u001b[31mred", "line break and [31mred")]
    [TestCase("turned\u202Earound", "turnedaround")]
    public void Print_NastyName_IsShownAsPlainText(string name, string shown)
    {
        var text = Print(Row(name, name, "Created", 1m, 1m) with { ToDo = name });

        Assert.That(text, Does.Contain(shown));
        Assert.That(text, Does.Not.Contain('\u001b'));
    }

    [TestCase('q')]
    [TestCase('漢')]
    public void Print_LongNames_KeepEveryRowOnOneLine(char character)
    {
        var name = new string(character, 400);

        var lines = Print(Row(name, name, "Created", 1m, 1m)).Split('\n');

        Assert.That(lines.Count(line => line.Contains(character, StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(lines.Single(line => line.Contains(character, StringComparison.Ordinal)), Does.Contain('…').And.Contain("Created"));
    }

    [Test]
    public void Print_VeryManyRows_CountsUnchangedOnes()
    {
        var rows = Enumerable.Range(0, 500).Select(number => Row($"o{number}", "s", number == 7 ? "Held" : "Unchanged", 1m, 1m)).ToArray();

        var text = Print(rows);

        Assert.That(text.Split('\n'), Has.Length.LessThan(20));
        Assert.That(text, Does.Contain("o7 ").And.Contain("499 unchanged subscriptions are not listed.").And.Contain("500.00"));
    }

    [TestCase("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 12)]
    [TestCase("e\u0301e\u0301e\u0301e\u0301", 3)]
    public void Shorten_CharactersOfSeveralParts_AreNotBroken(string name, int width)
    {
        var shortened = PlainName.Shorten(name, width);

        Assert.That(shortened, Does.EndWith("…"));
        Assert.That(name, Does.StartWith(shortened[..^1]));
        Assert.That(shortened[..^1], Is.Not.Empty.And.Not.EndsWith("\u200D").And.Not.EndsWith("e"));
    }

    private static string Print(params OutcomeRow[] rows)
    {
        using var writer = new StringWriter();
        OutcomeTable.Print(HostConsole.Plain(writer), rows);
        return writer.ToString();
    }

    private static OutcomeRow Row(string organization, string subscription, string outcome, decimal billed, decimal exported) =>
        new("2026-10", organization, organization, subscription, outcome, "EUR", billed, exported, "");
}
