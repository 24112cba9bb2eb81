using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class AutotaskServicesTests
{
    [Test]
    public async Task AddAutotask_NothingElseRegistered_UsesTheSettingsAndSeesThemChange()
    {
        await using var server = await ScriptedServer.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Autotask:ZoneInformationUrl"] = server.ZoneUrl.ToString(),
            ["Autotask:ApiUsername"] = "user@broker.example",
            ["Autotask:ApiSecret"] = "one",
            ["Autotask:ApiIntegrationCode"] = "code",
        }).Build();
        var services = new ServiceCollection();
        services.Configure<AutotaskOptions>(configuration.GetSection(AutotaskOptions.Section));
        await using var provider = services.AddAutotask().BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        var client = provider.GetRequiredService<AutotaskClient>();

        await client.QueryAsync<Contract>([], CancellationToken.None);
        configuration["Autotask:ApiSecret"] = "two";
        configuration.Reload();
        await client.QueryAsync<Contract>([], CancellationToken.None);

        Assert.That(server.Calls.Select(call => call.Headers["Secret"]), Is.EqualTo(new[] { "one", "two" }));
    }
}
