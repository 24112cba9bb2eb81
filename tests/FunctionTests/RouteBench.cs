using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Queues;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Functions;
using CloudmoreAutotask.Functions.Page;
using CloudmoreAutotask.LocalHost.Functions;
using CloudmoreAutotask.LocalHost.Http;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Export;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.Tests.FunctionTests;

/// <summary>The product's HTTP functions behind a real port, on the storage emulator and against both simulators.</summary>
internal sealed class RouteBench : IAsyncDisposable
{
    /// <summary>The key that changes ask for.</summary>
    public const string Key = "a-long-and-random-key-of-the-tests";

    private readonly List<IAsyncDisposable> _open = [];

    private RouteBench(ExportHarness export) => Export = export;

    public ExportHarness Export { get; }

    public HttpClient Http { get; private set; } = null!;

    public ServiceProvider Services { get; private set; } = null!;

    public static async Task<RouteBench> StartAsync()
    {
        var bench = new RouteBench(await ExportHarness.StartAsync());
        bench.Export.Settings["Export:Schedule"] = "0 0 4 * * *";
        bench.Export.Settings["Operator:Key"] = Key;
        return bench;
    }

    /// <summary>Opens the port on that day, with the settings as they are now.</summary>
    public async Task OpenAsync(string day, params (string Name, string Value)[] settings)
    {
        foreach (var (name, value) in settings)
            Export.Settings[name] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Export.Settings).Build();
        Export.Before = services => services.AddSingleton<IConfiguration>(configuration).AddOperatorPage();
        Services = Export.Build(day);
        _open.Add(Services);
        var page = await PageHost.OpenAsync(0, Functions(configuration), "", Services);
        _open.Add(page);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = page.Address };
    }

    /// <summary>The HTTP functions with their routes.</summary>
    public static IReadOnlyList<FunctionEntry> Functions(IConfiguration settings) =>
        [.. FunctionCatalog.Find(typeof(DetectNewBills).Assembly, settings).Where(function => function.Trigger is FunctionTrigger.OnRequest)];

    /// <summary>A document that must be there.</summary>
    public async Task<JsonElement> GetAsync(string route)
    {
        using var answer = await Http.GetAsync(new Uri(route, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement.Clone() : throw new InvalidOperationException($"{route}: {(int)answer.StatusCode} {text}");
    }

    /// <summary>Sends a request with the key and a JSON body.</summary>
    public async Task<(int Status, JsonElement Body)> SendAsync(string method, string route, object? body = null, string? key = Key)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(route, UriKind.Relative));
        if (key is not null)
            request.Headers.Add("x-functions-key", key);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return await SendAsync(request);
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpRequestMessage request)
    {
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return ((int)answer.StatusCode, isJson ? JsonDocument.Parse(text).RootElement.Clone() : default);
    }

    /// <summary>Works off all messages, with the runs that were asked for, as the host would.</summary>
    public async Task PumpAsync()
    {
        var requests = new QueueServiceClient(Export.ConnectionString).GetQueueClient(ExportQueues.ExportRequestsName);
        if (await requests.ExistsAsync())
        {
            foreach (var message in (await requests.ReceiveMessagesAsync(32)).Value)
            {
                var asked = JsonSerializer.Deserialize<ExportRequestMessage>(Convert.FromBase64String(message.Body.ToString()), JsonSerializerOptions.Web)!;
                await Services.GetRequiredService<BillDetector>().DetectAsync(asked.Mode, CancellationToken.None);
                await requests.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        await Export.PumpAsync(Services);
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        for (var index = _open.Count - 1; index >= 0; index--)
            await _open[index].DisposeAsync();
        await Export.DisposeAsync();
    }
}
