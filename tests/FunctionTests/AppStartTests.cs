using System.Diagnostics;
using CloudmoreAutotask.Tests.FunctionTests.Host;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>The app itself, as a Functions host starts it: a process with nothing in its environment but what the deployment sets.</summary>
public sealed class AppStartTests
{
    private const string WorkerId = "worker-under-test";
    private const string Identity = "7d3c5a52-6f0b-4f6e-9d1e-0f3f4f6f8a01";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What infra/ sets: identities and addresses, ids and names. No key, no password, no connection string.</summary>
    private static readonly Dictionary<string, string> ByIdentity = new(StringComparer.Ordinal)
    {
        ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
        ["WEBSITE_SITE_NAME"] = "contoso-export",
        ["AzureWebJobsStorage__accountName"] = "contosoexport",
        ["AzureWebJobsStorage__credential"] = "managedidentity",
        ["AzureWebJobsStorage__clientId"] = Identity,
        ["KeyVault__Uri"] = "https://contoso-export.vault.azure.net",
        ["KeyVault__ManagedIdentityClientId"] = Identity,
        ["Cloudmore__ResellerId"] = "5f0c7a52-6f0b-4f6e-9d1e-0f3f4f6f8a01",
        ["Cloudmore__Username"] = "api@contoso.example",
        ["Autotask__ServiceBillingCodeId"] = "Cloud subscriptions",
        ["Autotask__ProductBillingCodeId"] = "Cloud charges",
        ["Autotask__ServiceLevelAgreementId"] = "1",
        ["Export__Schedule"] = "0 0 4 * * *",
        ["Export__Services__0__Name"] = "Microsoft CSP",
        ["Export__Services__0__Kind"] = "Subscription",
    };

    [Test]
    public async Task Start_IdentitySettingsOnly_ReportsToTheHostAndAsksForNoKey()
    {
        await using var host = await HostServer.StartAsync();
        using var app = await StartAsync(host.Address, ByIdentity);
        var errors = app.StandardError.ReadToEndAsync();
        _ = app.StandardOutput.ReadToEndAsync();

        var first = await Task.WhenAny(host.Worker.Started, app.WaitForExitAsync(), Task.Delay(Patience));
        var hasEnded = app.HasExited;
        app.Kill();
        await app.WaitForExitAsync();

        Assert.That(first, Is.SameAs(host.Worker.Started), $"the app {(hasEnded ? "ended" : "did not report")}: {await errors}");
        Assert.That(await host.Worker.Started, Is.EqualTo(WorkerId), "it is this app that reports, after it checked its settings");
    }

    [TestCase("KeyVault__Uri", "KeyVault:Uri is missing")]
    [TestCase("Cloudmore__ResellerId", "Cloudmore:ResellerId is missing")]
    public async Task Start_SettingIsMissing_EndsWithItsNameAndAsksForNoKey(string missing, string words)
    {
        await using var host = await HostServer.StartAsync();
        using var app = await StartAsync(host.Address, ByIdentity.Where(setting => setting.Key != missing && !(missing == "KeyVault__Uri" && setting.Key.StartsWith("KeyVault", StringComparison.Ordinal))));
        var output = app.StandardOutput.ReadToEndAsync();
        var errors = app.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);

        await app.WaitForExitAsync(limit.Token);

        var told = await output + await errors;
        Assert.That(app.ExitCode, Is.Not.Zero);
        Assert.That(told, Does.Contain(words));
        Assert.That(told, Does.Not.Contain("Autotask:ApiSecret").And.Not.Contain("Cloudmore:Password").And.Not.Contain("connection string").IgnoreCase);
        Assert.That(host.Worker.Started.IsCompleted, Is.False);
    }

    private static async Task<Process> StartAsync(Uri host, IEnumerable<KeyValuePair<string, string>> settings) => Process.Start((await PublishedApp.FindAsync()).Start(host, WorkerId, settings))!;
}
