using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.AzurePackages;

/// <summary>What the code relies on in Azure.Data.Tables. The official package and the stand-in must both pass.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class TableClientTests
{
    [Test]
    public async Task CreateAsync_TableExists_Throws409()
    {
        var table = await TestTable.CreateAsync();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.CreateAsync());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(failure!.Status, Is.EqualTo(409));
            Assert.That(failure.ErrorCode, Is.EqualTo("TableAlreadyExists"));
            Assert.That(failure.ErrorCode == TableErrorCode.TableAlreadyExists, Is.True);
        }
    }

    [Test]
    public async Task CreateIfNotExistsAsync_TableExists_AnswersWithStatus409()
    {
        var table = await TestTable.CreateAsync();

        var answer = await table.CreateIfNotExistsAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Value.Name, Is.EqualTo(table.Name));
            Assert.That(answer.GetRawResponse().Status, Is.EqualTo(409));
        }
    }

    [Test]
    public async Task GetEntityAsync_NoTable_Throws404TableNotFound()
    {
        var table = new TableServiceClient(AzuriteFixture.ConnectionString).GetTableClient("missing");

        await AssertFailsAsync(() => table.GetEntityAsync<TableEntity>("p", "r"), 404, "TableNotFound");
    }

    [Test]
    public async Task AddEntityAsync_New_AnswersItsETag()
    {
        var table = await TestTable.CreateAsync();

        var answer = await table.AddEntityAsync(new TableEntity("p", "r") { ["Name"] = "one" });

        var stored = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(204));
            Assert.That(answer.Headers.ETag, Is.EqualTo(stored.ETag));
            Assert.That(stored.GetString("Name"), Is.EqualTo("one"));
            Assert.That(stored.Timestamp, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(5)));
        }
    }

    [Test]
    public async Task AddEntityAsync_Existing_Throws409()
    {
        var table = await TestTable.CreateAsync();
        await table.AddEntityAsync(new TableEntity("p", "r"));

        await AssertFailsAsync(() => table.AddEntityAsync(new TableEntity("p", "r")), 409, "EntityAlreadyExists");
    }

    [Test]
    public async Task AddEntityAsync_NoKey_Throws()
    {
        var table = await TestTable.CreateAsync();

        await Assert.ThrowsAsync<ArgumentNullException>(() => table.AddEntityAsync(new TableEntity { PartitionKey = "p" }));
    }

    [Test]
    public async Task GetEntityAsync_NoEntity_Throws404()
    {
        var table = await TestTable.CreateAsync();

        await AssertFailsAsync(() => table.GetEntityAsync<TableEntity>("p", "r"), 404, "ResourceNotFound");
    }

    [Test]
    public async Task GetEntityIfExistsAsync_NoEntity_HasNoValue()
    {
        var table = await TestTable.CreateAsync();

        var answer = await table.GetEntityIfExistsAsync<TableEntity>("p", "r");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.HasValue, Is.False);
            Assert.That(answer.GetRawResponse().Status, Is.EqualTo(404));
            Assert.That(() => answer.Value, Throws.InvalidOperationException);
        }
    }

    [Test]
    public async Task GetEntityIfExistsAsync_Entity_HasIt()
    {
        var table = await TestTable.CreateAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["Count"] = 3, ["Other"] = 4 });

        var answer = await table.GetEntityIfExistsAsync<TableEntity>("p", "r", ["Count"]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.HasValue, Is.True);
            Assert.That(answer.Value!.GetInt32("Count"), Is.EqualTo(3));
            Assert.That(answer.Value.ContainsKey("Other"), Is.False);
        }
    }

    [Test]
    public async Task UpdateEntityAsync_CurrentETag_ChangesIt()
    {
        var table = await TestTable.CreateAsync();
        var added = await table.AddEntityAsync(new TableEntity("p", "r") { ["Count"] = 1 });

        var updated = await table.UpdateEntityAsync(new TableEntity("p", "r") { ["Count"] = 2 }, added.Headers.ETag!.Value, TableUpdateMode.Replace);

        var stored = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(updated.Headers.ETag, Is.EqualTo(stored.ETag));
            Assert.That(updated.Headers.ETag, Is.Not.EqualTo(added.Headers.ETag));
            Assert.That(stored.GetInt32("Count"), Is.EqualTo(2));
        }
    }

    [TestCase(TableUpdateMode.Merge)]
    [TestCase(TableUpdateMode.Replace)]
    public async Task UpdateEntityAsync_OldETag_Throws412(TableUpdateMode mode)
    {
        var table = await TestTable.CreateAsync();
        var first = (await table.AddEntityAsync(new TableEntity("p", "r") { ["Count"] = 1 })).Headers.ETag!.Value;
        await table.UpdateEntityAsync(new TableEntity("p", "r") { ["Count"] = 2 }, ETag.All);

        await AssertFailsAsync(() => table.UpdateEntityAsync(new TableEntity("p", "r") { ["Count"] = 3 }, first, mode), 412, "UpdateConditionNotSatisfied");
        Assert.That((await table.GetEntityAsync<TableEntity>("p", "r")).Value.GetInt32("Count"), Is.EqualTo(2));
    }

    [Test]
    public async Task UpdateEntityAsync_NoETag_Throws()
    {
        var table = await TestTable.CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => table.UpdateEntityAsync(new TableEntity("p", "r"), default));
    }

    [Test]
    public async Task UpdateEntityAsync_NoEntity_Throws404()
    {
        var table = await TestTable.CreateAsync();

        await AssertFailsAsync(() => table.UpdateEntityAsync(new TableEntity("p", "r"), ETag.All), 404, "ResourceNotFound");
    }

    [Test]
    public async Task UpsertEntityAsync_Merge_KeepsOtherProperties()
    {
        var table = await TestTable.CreateAsync();
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["Kept"] = "old", ["Changed"] = "old" });

        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["Changed"] = "new" });

        var stored = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stored.GetString("Kept"), Is.EqualTo("old"));
            Assert.That(stored.GetString("Changed"), Is.EqualTo("new"));
        }
    }

    [Test]
    public async Task UpsertEntityAsync_Replace_DropsOtherProperties()
    {
        var table = await TestTable.CreateAsync();
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["Dropped"] = "old" });

        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["Changed"] = "new" }, TableUpdateMode.Replace);

        var stored = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stored.ContainsKey("Dropped"), Is.False);
            Assert.That(stored["Changed"], Is.EqualTo("new"));
        }
    }

    [Test]
    public async Task DeleteEntityAsync_NoEntity_AnswersWithStatus404()
    {
        var table = await TestTable.CreateAsync();

        Assert.That((await table.DeleteEntityAsync("p", "r")).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task DeleteEntityAsync_ETag_MustBeCurrent()
    {
        var table = await TestTable.CreateAsync();
        var first = (await table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag!.Value;
        var second = (await table.UpdateEntityAsync(new TableEntity("p", "r") { ["Count"] = 2 }, first)).Headers.ETag!.Value;

        await AssertFailsAsync(() => table.DeleteEntityAsync("p", "r", first), 412, "UpdateConditionNotSatisfied");
        Assert.That((await table.DeleteEntityAsync("p", "r", second)).Status, Is.EqualTo(204));
    }

    [TestCase("O'Neill & Söhne", "it''s")]
    [TestCase("2026-10|5f1c", "a b+c%20=d,(e)")]
    [TestCase("p", "")]
    public async Task Keys_OfAnyAllowedText_FindTheEntity(string partitionKey, string rowKey)
    {
        var table = await TestTable.CreateAsync();
        await table.AddEntityAsync(new TableEntity(partitionKey, rowKey));
        await table.UpsertEntityAsync(new TableEntity(partitionKey, rowKey) { ["Count"] = 1 });

        var stored = (await table.GetEntityAsync<TableEntity>(partitionKey, rowKey)).Value;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((stored.PartitionKey, stored.RowKey), Is.EqualTo((partitionKey, rowKey)));
            Assert.That(await table.AllAsync<TableEntity>(), Has.Count.EqualTo(1));
            Assert.That((await table.DeleteEntityAsync(partitionKey, rowKey)).Status, Is.EqualTo(204));
        }
    }

    [Test]
    public async Task Names_OfTheClients_AreThoseOfTheEmulator()
    {
        var service = new TableServiceClient(AzuriteFixture.ConnectionString);
        var table = await TestTable.CreateAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(service.AccountName, Is.EqualTo("devstoreaccount1"));
            Assert.That(table.AccountName, Is.EqualTo("devstoreaccount1"));
            Assert.That(table.Uri.AbsolutePath, Is.EqualTo($"/devstoreaccount1/{table.Name}"));
        }
    }

    private static async Task AssertFailsAsync(Func<Task> call, int status, string code)
    {
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => call());
        Assert.That((failure!.Status, failure.ErrorCode), Is.EqualTo((status, code)));
    }
}
