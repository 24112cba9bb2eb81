using CloudmoreAutotask.LocalHost.Settings;
using Microsoft.Playwright;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Browser;

/// <summary>The browser of all tests of the page. It starts with the first of them.</summary>
[SetUpFixture]
public sealed class Chromium
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Flags =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> Started = new(() => Task.Run(StartAsync));

    /// <summary>The rules of accessibility, as a script.</summary>
    public static string Axe { get; } = File.ReadAllText(Path.Combine(Repository.Root, "tests/Browser/node_modules/axe-core/axe.min.js"));

    public static async Task<IBrowser> BrowserAsync() => (await Started.Value).Browser;

    [OneTimeTearDown]
    public static async Task StopAsync()
    {
        if (!Started.IsValueCreated)
            return;
        var (driver, browser) = await Started.Value;
        await browser.DisposeAsync();
        driver.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        var place = Environment.GetEnvironmentVariable("CHROMIUM") ?? Places.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("There is no Chromium. Install it, or name it in the environment variable CHROMIUM.");
        var driver = await Playwright.CreateAsync();
        return (driver, await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = place, Args = Flags }));
    }
}
