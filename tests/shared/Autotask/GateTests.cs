using CloudmoreAutotask.Autotask.Entities;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class GateTests
{
    [Test]
    public async Task ManyCalls_OneEntity_TwoAreInFlight()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Script = async _ =>
        {
            await Task.Delay(5);
            return ScriptedAnswer.Items();
        };

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => tested.Client.QueryAsync<Contract>([], CancellationToken.None)));

        Assert.That(tested.Server.MostInFlight["POST /ATServicesRest/V1.0/Contracts/query"], Is.EqualTo(2));
    }

    [Test]
    public async Task ManyCalls_ChildrenOfOneContract_CountUnderTheirOwnName()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        await tested.Client.QueryAsync<Contract>([], CancellationToken.None);
        var four = new Meeting(4);
        tested.Server.Script = async _ =>
        {
            await four.ArriveAsync();
            return ScriptedAnswer.Ok(new { itemId = 1 });
        };
        var service = new NewContractService { ContractId = 7001, ServiceId = 1, UnitPrice = 1m, UnitCost = 1m };
        var change = new ContractChange { Id = 7001, ContractNumber = "CM-x" };

        await Task.WhenAll(
            tested.Client.CreateContractServiceAsync(service, CancellationToken.None), tested.Client.CreateContractServiceAsync(service, CancellationToken.None),
            tested.Client.UpdateContractAsync(change, CancellationToken.None), tested.Client.UpdateContractAsync(change, CancellationToken.None));

        Assert.That(four.IsComplete, Is.True);
    }

    [Test]
    public async Task ManyCalls_ThresholdAndMetadata_AreGatedToo()
    {
        await using var tested = await ClientUnderTest.StartAsync();
        tested.Server.Script = async request =>
        {
            await Task.Delay(5);
            return ScriptedAnswer.Ok(new { externalRequestThreshold = 1, currentTimeframeRequestCount = 1, requestThresholdTimeframe = 60, fields = Array.Empty<int>() });
        };

        await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            await tested.Client.GetThresholdAsync(CancellationToken.None);
            tested.Client.ForgetMetadata();
            await tested.Client.GetFieldsAsync("Contracts", CancellationToken.None);
        }));

        Assert.That(tested.Server.MostInFlight.Values, Is.All.LessThanOrEqualTo(2));
    }
}
