using System.Globalization;
using CloudmoreAutotask.Simulators.Cloudmore;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

/// <summary>The doctor on the command line: what it prints, where it prints it, and its exit code.</summary>
public sealed class DoctorCommandTests
{
    private CommandBench bench = null!;

    [SetUp]
    public async Task StartAsync()
    {
        bench = await CommandBench.StartAsync();
        foreach (var (name, value) in bench.Keys)
            bench.Settings[name] = value;
        bench.Settings["Autotask:ServiceBillingCodeId"] = "Cloud subscriptions";
        bench.Settings["Autotask:ProductBillingCodeId"] = "Cloud charges";
        bench.Settings["Autotask:ServiceLevelAgreementId"] = bench.Tenant.ServiceLevelAgreementId.ToString(CultureInfo.InvariantCulture);
        bench.Settings["Export:Services:0:Name"] = "Microsoft CSP";
        bench.Settings["Export:Services:0:Kind"] = "Subscription";
        var company = bench.Tenant.AddCompany("Contoso").ToString(CultureInfo.InvariantCulture);
        bench.Cloudmore.Broker.Add("Contoso", companyId: company).Bill(BrokerLine.Of(new DateOnly(2026, 10, 8), "S1", "P1", 10, 16.90m, 20.60m));
    }

    [TearDown]
    public async Task StopAsync() => await bench.DisposeAsync();

    [Test]
    public async Task Doctor_FieldIsMissing_FailsAndEachFindingIsALineWithWhatToDoUnderIt()
    {
        var (exit, output, errors) = await RunAsync("--doctor");

        var lines = output.TrimEnd().Split('\n', StringSplitOptions.TrimEntries);
        var at = Array.FindIndex(lines, line => line.StartsWith("BAD", StringComparison.Ordinal));
        Assert.That(exit, Is.EqualTo(1), errors);
        Assert.That(lines[at], Does.Match("^BAD +Contract field +Contracts have no active user-defined field 'Subscription ID'\\.$"));
        Assert.That(lines[at + 1], Does.StartWith("What to do: ").And.Contain("--create-field"));
        Assert.That(lines.Count(line => line.StartsWith("good ", StringComparison.Ordinal)), Is.AtLeast(15));
        Assert.That(lines[^1], Is.EqualTo("An export would not run yet: 1 thing is to be put right."));
        Assert.That(bench.Autotask.Calls.Writes, Is.Empty);
    }

    [Test]
    public async Task CreateField_FieldIsMissing_AddsItAndAfterwardsTheDoctorIsContent()
    {
        var (exit, output, _) = await RunAsync("--create-field");
        var (again, told, _) = await RunAsync("--doctor");

        Assert.That((exit, again), Is.EqualTo((0, 0)));
        Assert.That(output, Does.Contain("The user-defined field 'Subscription ID' was added to contracts."));
        Assert.That(told, Does.Contain("Contracts have the user-defined field 'Subscription ID', a text."));
        Assert.That(told.TrimEnd().Split('\n')[^1], Does.StartWith("An export would run."));
        Assert.That(bench.Autotask.Calls.Writes, Has.Exactly(1).Items, "the second look writes nothing");
    }

    [Test]
    public async Task CreateField_MayNotAddIt_IsBadWithAutotasksWords()
    {
        bench.Tenant.Rules.Denied["UserDefinedFieldDefinitions"] = Simulators.Autotask.EntityAccess.Create;

        var (exit, output, _) = await RunAsync("--create-field");

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(output, Does.Match("BAD +Contract field +Autotask did not add the user-defined field 'Subscription ID': .+"));
    }

    [Test]
    public async Task Doctor_OnATerminal_IsATableThatKeepsItsWidth()
    {
        var (exit, output, _) = await bench.RunAsync("--doctor --as-of 2026-10-09T04:00:00Z", terminalWidth: 100);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()).ToList();
        Assert.That(exit, Is.EqualTo(1));
        Assert.That(lines, Has.Some.Contains("What was found").And.Some.Contains("What to do"));
        Assert.That(lines, Has.Some.Contains("Contract field").And.Contains("BAD"));
        Assert.That(lines.Where(line => line.Contains('│')), Is.All.Property("Length").AtMost(100));
    }

    private Task<(int Exit, string Output, string Errors)> RunAsync(string option) => bench.RunAsync($"{option} --as-of 2026-10-09T04:00:00Z");
}
