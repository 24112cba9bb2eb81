using Azure.Storage.Queues;
using CloudmoreAutotask.LocalHost.Settings;
using CloudmoreAutotask.LocalHost.Storage;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

public sealed class StorageAccountTests
{
    private static readonly IConfiguration Nothing = new ConfigurationBuilder().Build();

    [Test]
    public async Task Open_AccountNamed_IsTaken()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(HostSettings.Storage, AzuriteFixture.ConnectionString)]).Build();

        await using var account = await StorageAccount.OpenAsync(settings, "unused", CancellationToken.None);

        Assert.That(account.ConnectionString, Is.EqualTo(AzuriteFixture.ConnectionString));
        Assert.That(Directory.Exists("unused"), Is.False);
    }

    [Test]
    public async Task Open_NothingNamed_KeepsDataFromRunToRunAndLetsNobodyElseIn()
    {
        var folder = Directory.CreateTempSubdirectory("local-host-").FullName;
        await using (var first = await StorageAccount.OpenAsync(Nothing, folder, CancellationToken.None))
        {
            await new QueueClient(first.ConnectionString, "kept").CreateAsync();

            Assert.That(
                async () => await StorageAccount.OpenAsync(Nothing, folder, CancellationToken.None),
                Throws.TypeOf<MustFixException>().With.Message.Contains(folder));
        }

        await using var second = await StorageAccount.OpenAsync(Nothing, folder, CancellationToken.None);

        Assert.That((await new QueueClient(second.ConnectionString, "kept").ExistsAsync()).Value, Is.True);
    }

    [TestCase("UseDevelopmentStorage=true", ExpectedResult = true)]
    [TestCase("UseDevelopmentStorage=true;", ExpectedResult = true)]
    [TestCase("DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=AAAA;QueueEndpoint=http://azurite:10001/devstoreaccount1", ExpectedResult = true)]
    [TestCase("DefaultEndpointsProtocol=https;AccountName=production;AccountKey=AAAA;EndpointSuffix=core.windows.net", ExpectedResult = false)]
    public bool IsLocal_ConnectionString_TellsEmulatorsFromAccounts(string connectionString) => StorageAccount.IsLocal(connectionString);
}
