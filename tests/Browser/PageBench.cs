using System.Text.Json;
using CloudmoreAutotask.Tests.FunctionTests;
using Microsoft.Playwright;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Browser;

/// <summary>The operator's page in a real browser. Whatever a test does, nothing may go wrong in the browser's console and no other host may be asked.</summary>
internal sealed class PageBench : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly List<string> _faults = [];
    private IBrowserContext _context = null!;

    private PageBench(RouteBench routes) => Routes = routes;

    public RouteBench Routes { get; }

    public IPage Page { get; private set; } = null!;

    public static async Task<PageBench> StartAsync() => new(await RouteBench.StartAsync());

    /// <summary>Opens the port on that day, and a window on it.</summary>
    public async Task OpenAsync(string day)
    {
        await Routes.OpenAsync(day);
        var address = Routes.Http.BaseAddress!;
        _context = await (await Chromium.BrowserAsync()).NewContextAsync(new BrowserNewContextOptions { BaseURL = address.ToString(), AcceptDownloads = true });
        Page = await _context.NewPageAsync();
        Page.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        // The answer to a wrong key is told in the console as well; the test looks at the page for it.
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.Contains("the server responded with a status of 40", StringComparison.Ordinal))
                _faults.Add(message.Text);
        };
        Page.PageError += (_, error) => _faults.Add(error);
        Page.Dialog += (_, dialog) => _faults.Add($"a dialog: {dialog.Message}");
        Page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != address.Authority)
                _faults.Add($"asked {request.Url}");
        };
    }

    /// <summary>Gives the key, as a person does.</summary>
    public async Task UnlockAsync(string who = "Ada", string key = RouteBench.Key)
    {
        await FollowAsync("Give the key to change things");
        await Page.GetByLabel("Your name").FillAsync(who);
        await Page.GetByLabel("Key").FillAsync(key);
        await ClickAsync("Go on");
    }

    public Task ClickAsync(string button) => LeaveAsync(Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button }).First);

    public Task FollowAsync(string link) => LeaveAsync(Link(link));

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name }).First;

    public Task<string> TextAsync() => Page.Locator("main").InnerTextAsync();

    /// <summary>Works off what was asked for, and looks again.</summary>
    public async Task WorkAsync()
    {
        await Routes.PumpAsync();
        await Page.ReloadAsync();
    }

    /// <summary>What the accessibility rules find on the page, serious or worse.</summary>
    public async Task<IReadOnlyList<string>> SeriousFindingsAsync()
    {
        await Page.EvaluateAsync(Chromium.Axe);
        var found = await Page.EvaluateAsync<JsonElement>("() => axe.run(document, { resultTypes: ['violations'] })");
        return
        [
            .. found.GetProperty("violations").EnumerateArray().Where(violation => violation.GetProperty("impact").GetString() is "serious" or "critical")
                .Select(violation => $"{Page.Url} {violation.GetProperty("id")}: {violation.GetProperty("nodes")[0].GetProperty("html")}"),
        ];
    }

    /// <summary>Clicks what leads to another page, and waits for that page: a click alone does not say that the server has answered.</summary>
    private async Task LeaveAsync(ILocator control)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Arrive(object? sender, IFrame frame) => arrived.TrySetResult();
        Page.FrameNavigated += Arrive;
        try
        {
            await control.ClickAsync();
            await arrived.Task.WaitAsync(Patience);
        }
        finally
        {
            Page.FrameNavigated -= Arrive;
        }

        await Page.WaitForLoadStateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_context is not null)
            await _context.DisposeAsync();
        await Routes.DisposeAsync();
        Assert.That(_faults, Is.Empty, "what went wrong in the browser");
    }
}
