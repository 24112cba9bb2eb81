using System.Text.Json;
using CloudmoreAutotask.Functions;
using CloudmoreAutotask.LocalHost.Functions;
using CloudmoreAutotask.LocalHost.Http;
using CloudmoreAutotask.Tests.Export;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>The doctor over HTTP.</summary>
public sealed class DoctorTests
{
    private ExportHarness _export = null!;

    [SetUp]
    public async Task SetUp()
    {
        _export = await ExportHarness.StartAsync();
        _export.Organization("Contoso");
    }

    [TearDown]
    public async Task TearDown() => await _export.DisposeAsync();

    [Test]
    public async Task Run_AllInPlace_AnswersTheFindingsAndThatAnExportWouldRun()
    {
        var answer = await GetAsync();

        Assert.That(answer.GetProperty("wouldExport").GetBoolean(), Is.True);
        Assert.That(States(answer)["Autotask sign-in"], Is.EqualTo("Good"));
        Assert.That(States(answer).Keys, Is.SupersetOf(new[] { "Settings", "Storage", "Secrets", "Clock", "Cloudmore report", "Services", "Contract field" }));
    }

    [Test]
    public async Task Run_FieldIsMissing_SaysWhatToDoAndWritesNothing()
    {
        _export.Settings["Autotask:SubscriptionIdField"] = "Another field";

        var answer = await GetAsync();

        var finding = answer.GetProperty("findings").EnumerateArray().Single(finding => finding.GetProperty("check").GetString() == "Contract field");
        Assert.That(answer.GetProperty("wouldExport").GetBoolean(), Is.False);
        Assert.That(finding.GetProperty("state").GetString(), Is.EqualTo("Bad"));
        Assert.That(finding.GetProperty("found").GetString(), Does.Contain("Another field"));
        Assert.That(finding.GetProperty("toDo").GetString(), Is.Not.Empty);
        Assert.That(_export.Autotask.Calls.Writes, Is.Empty);
    }

    [Test]
    public async Task Run_WrongSecret_NamesTheSettingAndShowsNoSecret()
    {
        _export.Settings["Autotask:ApiSecret"] = "not-the-secret-42";

        var answer = await GetAsync();

        Assert.That(States(answer)["Autotask"], Is.EqualTo("Bad"));
        Assert.That(answer.GetRawText(), Does.Contain("Autotask:ApiSecret").And.Not.Contain("not-the-secret-42").And.Not.Contain(_export.Cloudmore.Broker.Password));
    }

    private static Dictionary<string, string> States(JsonElement answer) =>
        answer.GetProperty("findings").EnumerateArray().DistinctBy(finding => finding.GetProperty("check").GetString())
            .ToDictionary(finding => finding.GetProperty("check").GetString()!, finding => finding.GetProperty("state").GetString()!, StringComparer.Ordinal);

    private async Task<JsonElement> GetAsync()
    {
        await using var provider = _export.Build("2026-10-09");
        var settings = new ConfigurationBuilder().AddInMemoryCollection(_export.Settings).Build();
        await using var page = await PageHost.OpenAsync(0, FunctionCatalog.Find([typeof(Doctor)], settings), "", provider);
        using var client = new HttpClient();
        return JsonDocument.Parse(await client.GetStringAsync(new Uri(page.Address, "api/doctor"))).RootElement.Clone();
    }
}
