using System.Globalization;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.LocalHost.Output;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

[Parallelizable(ParallelScope.All)]
public sealed class RunLineTests
{
    [Test]
    public void Write_Report_IsTheDocumentedObject()
    {
        var report = new ExportReport(
            "r1",
            new DateTimeOffset(2026, 11, 9, 6, 0, 0, TimeSpan.FromHours(2)),
            [
                Row("o1", "Created", "EUR", 1200.5m, 1200.50m),
                Row("o1", "Unchanged", "EUR", 34.06m, 29.5m),
                Row("o2", "Created", "NOK", -10m, 0m),
            ],
            41,
            4);

        Assert.That(
            RunLine.Write(report),
            Is.EqualTo("""{"runId":"r1","asOf":"2026-11-09T04:00:00Z","organizations":2,"outcomes":{"Created":2,"Unchanged":1},"billed":{"EUR":"1234.56","NOK":"-10.00"},"exported":{"EUR":"1230.00","NOK":"0.00"},"autotaskCalls":41,"cloudmoreCalls":4}"""));
    }

    [Test]
    public void Write_NothingWorkedOn_HasEmptyParts()
    {
        Assert.That(
            RunLine.Write(new ExportReport("r2", DateTimeOffset.UnixEpoch, [], 0, 0)),
            Is.EqualTo("""{"runId":"r2","asOf":"1970-01-01T00:00:00Z","organizations":0,"outcomes":{},"billed":{},"exported":{},"autotaskCalls":0,"cloudmoreCalls":0}"""));
    }

    [Test]
    public void WriteFailure_NoRunBegan_HasTheSameShapeAndTheError()
    {
        Assert.That(
            RunLine.WriteFailure(null, DateTimeOffset.UnixEpoch, "A setting is wrong.\n  * Autotask:ApiSecret is missing"),
            Is.EqualTo("""{"runId":null,"asOf":"1970-01-01T00:00:00Z","organizations":0,"outcomes":{},"billed":{},"exported":{},"autotaskCalls":0,"cloudmoreCalls":0,"error":"A setting is wrong.\n  * Autotask:ApiSecret is missing"}"""));
    }

    [Test]
    public void Write_FractionOfACent_IsRounded()
    {
        Assert.That(RunLine.Write(new ExportReport("r", DateTimeOffset.UnixEpoch, [Row("o", "Held", "EUR", 0.005m, 0)], 0, 0)), Does.Contain("\"EUR\":\"0.01\""));
    }

    [Test]
    public void Write_OutcomeInTwoCurrencies_CountsEachByItself()
    {
        var mixed = Saved() with { Currency = "EUR, USD", Billed = 37m, Exported = 20m, BilledByCurrency = new Dictionary<string, decimal> { ["EUR"] = 20m, ["USD"] = 17m } };

        var line = RunLine.Write(new ExportReport("r", DateTimeOffset.UnixEpoch, [OutcomeRow.Of(mixed), Row("o", "Created", "USD", 1m, 1m)], 0, 0));

        Assert.That(line, Does.Contain("""billed":{"EUR":"20.00","USD":"18.00"},"exported":{"EUR":"20.00","USD":"1.00"},"""));
        Assert.That(new RunReport("r", [mixed], false, 0).Billed, Is.EqualTo(new Dictionary<string, decimal> { ["EUR"] = 20m, ["USD"] = 17m }));
    }

    [TestCase("M365: somebody set 15 units. It is overwritten.", "", ExpectedResult = "M365: somebody set 15 units. It is overwritten.")]
    [TestCase("Locked.", "Take it off.", ExpectedResult = "Locked. Take it off.")]
    [TestCase("It has no id. Give it one.", "It has no id. Give it one.", ExpectedResult = "It has no id. Give it one.")]
    [TestCase("", "", ExpectedResult = "")]
    public string Of_SavedOutcome_TellsWhyAndWhatToDoOnce(string reason, string action) => OutcomeRow.Of(Saved() with { Reason = reason, Action = action }).ToDo;

    private static SavedOutcome Saved() => new()
    {
        Month = new BillMonth(2026, 10),
        OrganizationId = "o",
        OrganizationName = "Contoso",
        SubscriptionKey = "s",
        SubscriptionName = "M365",
        Outcome = Outcome.Updated,
        Currency = "EUR",
        Billed = 10m,
        Exported = 10m,
        Hash = "h",
        RunId = "r",
        FirstRunId = "r",
        At = DateTimeOffset.UnixEpoch,
    };

    private static OutcomeRow Row(string organization, string outcome, string currency, decimal billed, decimal exported) =>
        new("2026-10", organization, organization, string.Create(CultureInfo.InvariantCulture, $"{organization}-{billed}"), outcome, currency, billed, exported, "");
}
