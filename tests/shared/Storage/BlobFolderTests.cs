using Azure.Storage.Blobs;
using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Billing;
using CloudmoreAutotask.Tests.Planning;
using NUnit.Framework;
using Plan = CloudmoreAutotask.Planning.Plan;

namespace CloudmoreAutotask.Tests.Storage;

public sealed class BlobFolderTests
{
    private BlobFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new BlobFolder(new BlobServiceClient(AzuriteFixture.ConnectionString), $"b{Guid.NewGuid():n}");

    [Test]
    public async Task FindAsync_FolderNeverWritten_IsNull() => Assert.That(await _folder.FindAsync<OrganizationBill>("2026-10/none.json", CancellationToken.None), Is.Null);

    [Test]
    public async Task FindAsync_MissingDocument_IsNull()
    {
        await _folder.SaveAsync("2026-10/one.json", Bills.Bill(), CancellationToken.None);

        Assert.That(await _folder.FindAsync<OrganizationBill>("2026-10/none.json", CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task SaveAsync_Bill_KeepsItsHash()
    {
        var bill = Bills.Bill(Bills.Line(10.50m, 20.6000m, 1e-10m) with { Note = "Größe 🙂\n" }) with { Faults = [new LineFault("line 2", "quantity", null, null)] };

        await _folder.SaveAsync("2026-10/bill.json", bill, CancellationToken.None);

        var read = (await _folder.FindAsync<OrganizationBill>("2026-10/bill.json", CancellationToken.None))!;
        Assert.That(BillHash.Of(read), Is.EqualTo(BillHash.Of(bill)));
        Assert.That(read.Organization, Is.EqualTo(bill.Organization));
    }

    [Test]
    public async Task SaveAsync_Plan_KeepsItsHash()
    {
        var plan = new PlanSetup { Lines = [Bills.Line(10, 20.60m), Bills.Usage(3, 10m), Bills.Once(1, 5m, "Office")] }.Plan();

        await _folder.SaveAsync("plan.json", plan, CancellationToken.None);

        Assert.That((await _folder.FindAsync<Plan>("plan.json", CancellationToken.None))!.Hash(), Is.EqualTo(plan.Hash()));
    }

    [Test]
    public async Task SaveAsync_SameName_TakesItsPlace()
    {
        await _folder.SaveAsync("one.json", Bills.Bill(Bills.Line(1, 1m), Bills.Line(2, 2m)), CancellationToken.None);
        await _folder.SaveAsync("one.json", Bills.Bill(), CancellationToken.None);

        Assert.That((await _folder.FindAsync<OrganizationBill>("one.json", CancellationToken.None))!.Lines, Is.Empty);
    }
}
