"""CPU seconds of one training step in torch, on the networks that bench/Salus.Benchmarks trains: the peer of its 'neural' bench.

Usage: torch_step.py mlp|tvae|ctgan NUMBERS LEVELS,... BATCH HIDDEN STEPS
"""
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

net, numbers, levels, batch, hidden, steps = sys.argv[1], int(sys.argv[2]), [int(n) for n in sys.argv[3].split(",")], int(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6])
torch.manual_seed(1)
torch.set_num_threads(1)
units, wishes = numbers + sum(levels), sum(levels)
real = torch.cat([torch.randn(batch, numbers)] + [F.one_hot(torch.randint(n, (batch,)), n).float() for n in levels], dim=1)
targets = [torch.randint(n, (batch,)) for n in levels]


def mlp():
    model = nn.Sequential(nn.Linear(128, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 64))
    adam = torch.optim.Adam(model.parameters())
    x, y = torch.randn(batch, 128), torch.randn(batch, 64)

    def step():
        adam.zero_grad(set_to_none=False)
        F.mse_loss(model(x), y).backward()
        adam.step()

    return step


def tvae():
    latent = hidden // 2
    encoder = nn.Sequential(nn.Linear(units, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, 2 * latent))
    decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, units))
    deviation = nn.Parameter(-torch.ones(numbers))
    adam = torch.optim.AdamW([*encoder.parameters(), *decoder.parameters(), deviation], lr=2e-3, weight_decay=1e-5)

    def step():
        adam.zero_grad(set_to_none=False)
        cloud = encoder(real)
        mean, log_variance = cloud[:, :latent], cloud[:, latent:]
        made = decoder(mean + torch.exp(0.5 * log_variance) * torch.randn(batch, latent))
        loss = 0.5 * (mean.pow(2) + log_variance.exp() - 1 - log_variance).sum() / batch
        off = made[:, :numbers] - real[:, :numbers]
        loss = loss + 2 * (0.5 * off.pow(2) * torch.exp(-2 * deviation) + deviation).sum() / batch
        start = numbers
        for n, target in zip(levels, targets):
            loss = loss + 2 * F.cross_entropy(made[:, start:start + n], target)
            start += n
        loss.backward()
        nn.utils.clip_grad_norm_([*encoder.parameters(), *decoder.parameters(), deviation], 100)
        adam.step()

    return step


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        inputs = 128 + wishes
        self.first, self.norm = nn.Linear(inputs, hidden), nn.BatchNorm1d(hidden)
        self.second, self.norm2 = nn.Linear(inputs + hidden, hidden), nn.BatchNorm1d(hidden)
        self.last = nn.Linear(inputs + 2 * hidden, units)

    def forward(self, x):
        x = torch.cat([F.relu(self.norm(self.first(x))), x], dim=1)
        x = torch.cat([F.relu(self.norm2(self.second(x))), x], dim=1)
        return self.last(x)


def ctgan():
    generator = Generator()
    critic = nn.Sequential(nn.Linear(units + wishes, hidden), nn.LeakyReLU(0.2), nn.Linear(hidden, hidden), nn.LeakyReLU(0.2), nn.Linear(hidden, 1))
    of_critic = torch.optim.Adam(critic.parameters(), lr=4e-4, betas=(0.5, 0.9))
    of_generator = torch.optim.Adam(generator.parameters(), lr=4e-4, betas=(0.5, 0.9), weight_decay=1e-6)
    asked = F.one_hot(torch.randint(wishes, (batch,)), wishes).float()

    def activated(scores):
        parts, start = [scores[:, :numbers]], numbers
        for n in levels:
            parts.append(F.gumbel_softmax(scores[:, start:start + n], tau=0.2))
            start += n
        return torch.cat(parts, dim=1)

    def with_wishes(rows):
        return torch.cat([rows, asked], dim=1)

    def step():
        made, truth = with_wishes(activated(generator(torch.cat([torch.randn(batch, 128), asked], dim=1))).detach()), with_wishes(real)
        share = torch.rand(truth.size(0), 1)
        between = (share * truth + (1 - share) * made).requires_grad_(True)
        score = critic(between)
        slope = torch.autograd.grad(score, between, torch.ones_like(score), create_graph=True, retain_graph=True)[0]
        of_critic.zero_grad(set_to_none=False)
        (critic(made).mean() - critic(truth).mean() + 10 * ((slope.norm(2, dim=1) - 1) ** 2).mean()).backward()
        of_critic.step()

        scores = generator(torch.cat([torch.randn(batch, 128), asked], dim=1))
        loss = -critic(with_wishes(activated(scores))).mean()
        start = numbers
        for n, target in zip(levels, targets):
            granted = torch.rand(batch) < 1 / len(levels)
            loss = loss + (F.cross_entropy(scores[:, start:start + n], target, reduction="none") * granted).sum() / batch
            start += n
        of_generator.zero_grad(set_to_none=False)
        loss.backward()
        of_generator.step()

    return step


step = {"mlp": mlp, "tvae": tvae, "ctgan": ctgan}[net]()
for _ in range(20):
    step()
start = time.process_time()
for _ in range(steps):
    step()
print((time.process_time() - start) / steps)
