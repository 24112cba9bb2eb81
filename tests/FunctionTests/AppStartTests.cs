using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>The app itself, as a Functions host starts it: a process with nothing in its environment but what the deployment sets.</summary>
public sealed class AppStartTests
{
    private const string Identity = "7d3c5a52-6f0b-4f6e-9d1e-0f3f4f6f8a01";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] OfTheMachine = ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT", "DOTNET_CLI_HOME"];

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
        await using var host = await FunctionsHost.StartAsync();
        using var app = Start(host.Address, ByIdentity);
        var errors = app.StandardError.ReadToEndAsync();
        _ = app.StandardOutput.ReadToEndAsync();

        var first = await Task.WhenAny(host.Started, app.WaitForExitAsync(), Task.Delay(Patience));
        var hasEnded = app.HasExited;
        app.Kill();
        await app.WaitForExitAsync();

        Assert.That(first, Is.SameAs(host.Started), $"the app {(hasEnded ? "ended" : "did not report")}: {await errors}");
        Assert.That(await host.Started, Does.Contain(FunctionsHost.WorkerId), "it is this app that reports, after it checked its settings");
    }

    [TestCase("KeyVault__Uri", "KeyVault:Uri is missing")]
    [TestCase("Cloudmore__ResellerId", "Cloudmore:ResellerId is missing")]
    public async Task Start_SettingIsMissing_EndsWithItsNameAndAsksForNoKey(string missing, string words)
    {
        await using var host = await FunctionsHost.StartAsync();
        using var app = Start(host.Address, ByIdentity.Where(setting => setting.Key != missing && !(missing == "KeyVault__Uri" && setting.Key.StartsWith("KeyVault", StringComparison.Ordinal))));
        var output = app.StandardOutput.ReadToEndAsync();
        var errors = app.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);

        await app.WaitForExitAsync(limit.Token);

        var told = await output + await errors;
        Assert.That(app.ExitCode, Is.Not.Zero);
        Assert.That(told, Does.Contain(words));
        Assert.That(told, Does.Not.Contain("Autotask:ApiSecret").And.Not.Contain("Cloudmore:Password").And.Not.Contain("connection string").IgnoreCase);
        Assert.That(host.Started.IsCompleted, Is.False);
    }

    private static Process Start(Uri host, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(OfficialOutputTests.Output, "CloudmoreAutotask.Functions.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in new[]
        {
            "--functions-uri", host.ToString(), "--functions-worker-id", FunctionsHost.WorkerId, "--functions-request-id", Guid.NewGuid().ToString(), "--functions-grpc-max-message-length", "2147483647",
        })
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Except(OfTheMachine, StringComparer.Ordinal).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>As much of a Functions host as it takes for an app to report that it has started.</summary>
    private sealed class FunctionsHost : IAsyncDisposable
    {
        public const string WorkerId = "worker-under-test";

        private readonly WebApplication _app;
        private readonly TaskCompletionSource<string> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private FunctionsHost(WebApplication app)
        {
            _app = app;
            app.Run(ListenAsync);
        }

        public Uri Address => new(_app.Urls.First());

        /// <summary>The first message of the app, as text.</summary>
        public Task<string> Started => _started.Task;

        public static async Task<FunctionsHost> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
            var host = new FunctionsHost(builder.Build());
            await host._app.StartAsync();
            return host;
        }

        public async ValueTask DisposeAsync()
        {
            using var atOnce = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            await _app.StopAsync(atOnce.Token);
            await _app.DisposeAsync();
        }

        private async Task ListenAsync(HttpContext context)
        {
            if (!context.Request.Path.Value!.EndsWith("FunctionRpc/EventStream", StringComparison.Ordinal))
                return;
            context.Response.ContentType = "application/grpc";
            await context.Response.StartAsync(context.RequestAborted);
            var message = new byte[4096];
            var length = await context.Request.Body.ReadAsync(message, context.RequestAborted);
            _started.TrySetResult(Encoding.ASCII.GetString(message, 0, length));
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
