using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class SecretsTests
{
    private static readonly string[] Secrets =
        [ClientUnderTest.Username, Uri.EscapeDataString(ClientUnderTest.Username), ClientUnderTest.Secret, ClientUnderTest.IntegrationCode];

    [Test]
    public async Task AnyOutcome_LogsAndMessages_HoldNoSecret()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        var echo = $"The user {ClientUnderTest.Username} with {ClientUnderTest.Secret.ToUpperInvariant()} of {ClientUnderTest.IntegrationCode} may not.";
        List<string> said = [];

        foreach (var answer in new[]
        {
            ScriptedAnswer.Items(), ScriptedAnswer.Errors(500, echo), ScriptedAnswer.Errors(429, echo), ScriptedAnswer.Html(404, echo),
            new ScriptedAnswer(200, echo), ScriptedAnswer.Cut(echo), ScriptedAnswer.Errors(401, echo),
        })
        {
            tested.Server.Answer(answer);
            said.Add(await WordsAsync(() => tested.Client.UpdateContractAsync(new ContractChange { Id = 1 }, CancellationToken.None)));
            said.Add(await WordsAsync(() => tested.Client.QueryAsync<Contract>([], CancellationToken.None)));
        }

        Assert.That(tested.Log.Lines, Has.Count.GreaterThan(20));
        Assert.That(said, Has.Some.Contains("The user *** with *** of *** may not."));
        foreach (var line in tested.Log.Lines.Concat(said))
        {
            foreach (var secret in Secrets)
                Assert.That(line, Does.Not.Contain(secret).IgnoreCase);
        }
    }

    [Test]
    public async Task AnyCall_Redirected_TakesTheSecretNowhere()
    {
        await using var tested = await ClientUnderTest.StartAsync(limits => limits.ReadAttempts = 1);
        await using var other = await ScriptedServer.StartAsync();
        tested.Server.Answer(new ScriptedAnswer(307, "") { Headers = new Dictionary<string, string> { ["Location"] = other.OwnZone + "V1.0/Contracts/query" } });

        await Assert.ThrowsAsync<TryLaterException>(() => tested.Client.QueryAsync<Contract>([], CancellationToken.None));

        Assert.That(other.All, Is.Empty);
    }

    [Test]
    public async Task AnyCall_ZoneWithoutEncryptionAfterALookupWithIt_IsRefused()
    {
        var zone = new StubHandler("""{"url":"http://127.0.0.1:9/ATServicesRest/"}""");
        await using var tested = await ClientUnderTest.StartAsync(more: services =>
        {
            services.Configure<AutotaskOptions>(options => options.ZoneInformationUrl = new Uri("https://zones.example/zoneInformation"));
            services.AddHttpClient("Autotask").ConfigurePrimaryHttpMessageHandler(() => zone);
        });

        var thrown = await Assert.ThrowsAsync<MustFixException>(() => tested.Client.QueryAsync<Contract>([], CancellationToken.None));

        Assert.That(thrown!.Message, Does.Contain("without encryption"));
        Assert.That(zone.Calls, Is.EqualTo(1));
    }

    private static async Task<string> WordsAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return (await call())?.ToString() + string.Join(' ', await call() is CloudmoreAutotask.Autotask.WriteAnswer answer ? answer.Texts : []);
        }
        catch (Exception e) when (e is MustFixException or TryLaterException)
        {
            return e.ToString();
        }
    }

    // The one place without a server of its own: a certificate would be needed.
    private sealed class StubHandler(string body) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(body) });
        }
    }
}
